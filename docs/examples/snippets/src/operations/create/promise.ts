import { isOpenRouterError, OpenRouter } from "@openrouter-keys/adapters"

const openRouter = new OpenRouter()

try {
  const { data, key } = await openRouter.apiKeys.create({ name: "Ada", limit: 5, limitReset: "monthly" })
  console.log(`${data.label}: keep its ${key.length} characters where secrets are kept`)
} catch (error) {
  if (!isOpenRouterError(error) || error.outcome !== "Unknown") throw error
  console.error("There may be a key now: look in the list before creating another", error.message)
}
