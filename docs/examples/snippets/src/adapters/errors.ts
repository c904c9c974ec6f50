import { isOpenRouterError, OpenRouter } from "@openrouter-keys/adapters"

const openRouter = new OpenRouter()

try {
  await openRouter.apiKeys.create({ name: "CI" })
} catch (error) {
  if (isOpenRouterError(error) && error._tag === "TooManyRequests") {
    console.log("come back in", error.retryAfterMs, "ms")
  } else {
    throw error
  }
}
