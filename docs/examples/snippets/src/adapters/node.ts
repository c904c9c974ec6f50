import { OpenRouter } from "@openrouter-keys/adapters/node"

await using openRouter = new OpenRouter({ connections: 16 })
const names = ["Ada", "Edsger", "Grace"]
await Promise.all(names.map((name) => openRouter.apiKeys.create({ name, limit: 5, limitReset: "monthly" })))
