import { OpenRouter } from "@openrouter-keys/adapters"

const openRouter = new OpenRouter()

const { data } = await openRouter.apiKeys.list({ includeDisabled: true })
for (const { name, usage } of data) console.log(`${name}: $${usage}`)
