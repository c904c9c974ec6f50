import { OpenRouter } from "@openrouter-keys/adapters/node"

// One connection per request, so none is lost while the function is frozen.
const openRouter = new OpenRouter({ keepAliveTimeoutMs: 0 })

const { data } = await openRouter.apiKeys.create({ name: "Ada", limit: 5 })
console.log(data.hash)
