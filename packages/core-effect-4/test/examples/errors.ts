import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { Console, Effect } from "effect"

const program = ApiKeys.update({ hash: "no-such-key", requestBody: { limit: 10 } }).pipe(
  Effect.catchTags({
    NotFound: () => Console.log("It was deleted meanwhile"),
    TooManyRequests: ({ retryAfterMs }) => Console.log(`Come back in ${(retryAfterMs ?? 60_000) / 1_000} s`)
  }),
  // All other errors, with their outcome.
  Effect.catch((error) => Console.error(error.outcome, error.message))
)

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
