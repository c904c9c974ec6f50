import { OpenRouter } from "@openrouter-keys/adapters"

const openRouter = new OpenRouter()

const { data, key } = await openRouter.apiKeys.create({ name: "My first key", limit: 5, limitReset: "monthly" })
console.log(`Created ${data.name} (${data.label}), which may spend $${data.limit} a month.`)
console.log(`Its secret has ${key.length} characters and is returned only once.`)

const { data: keys } = await openRouter.apiKeys.list()
console.log("Keys:", keys.map(({ name }) => name))
