import { OpenRouter } from "@openrouter-keys/adapters/node"

// A connection for each request: none can die while the function is frozen.
const openRouter = new OpenRouter({ keepAliveTimeoutMs: 0 })

const { data } = await openRouter.apiKeys.create({ name: "Ada", limit: 5 })
console.log(data.hash)
