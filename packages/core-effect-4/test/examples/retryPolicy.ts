import { ApiKeys, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core-effect-4"
import { Effect } from "effect"

const patient = RetryPolicy.make({ maxRetries: 10, maxElapsed: "5 minutes" })

export const main = ApiKeys.list().pipe(
  OpenRouterClient.withOptions({ retry: patient }),
  Effect.provide(ApiKeys.layerLive)
)
