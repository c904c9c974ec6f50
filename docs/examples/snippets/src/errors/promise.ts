import { isOpenRouterError, OpenRouter, RequestAborted } from "@openrouter-keys/adapters"

const openRouter = new OpenRouter()

try {
  await openRouter.apiKeys.update({ hash: "no-such-key", requestBody: { limit: 10 } })
} catch (error) {
  if (error instanceof RequestAborted) console.log("Ended by us:", error.cause)
  else if (!isOpenRouterError(error)) throw error
  else if (error._tag === "NotFound") console.log("It was deleted meanwhile")
  else if (error.isRetryable) console.log("Worth another try later")
  else console.error(error.outcome, error.message)
}
