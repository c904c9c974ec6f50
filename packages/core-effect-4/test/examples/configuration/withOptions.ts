import { ApiKeys, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core-effect-4"
import { Effect } from "effect"

const once = OpenRouterClient.withOptions({ timeout: "2 seconds", retry: RetryPolicy.none })

const program = ApiKeys.getCurrentKeyMetadata().pipe(once)

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
