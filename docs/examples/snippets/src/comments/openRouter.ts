import { OpenRouter } from "@openrouter-keys/adapters"

const openRouter = new OpenRouter()
const { data, key } = await openRouter.apiKeys.create({ name: "CI", limit: 5, limitReset: "monthly" })
console.log(`created ${data.label}, ${key.length} characters`)
await openRouter.apiKeys.update({ hash: data.hash, requestBody: { disabled: true } })
for await (const { name, usage } of openRouter.apiKeys.listAll()) console.log(name, usage)
