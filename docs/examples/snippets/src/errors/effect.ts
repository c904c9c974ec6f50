import { ApiKeys } from "@openrouter-keys/core"
import { Console, Duration, Effect, Option } from "effect"

const program = ApiKeys.update({ hash: "no-such-key", requestBody: { limit: 10 } }).pipe(
  Effect.catchTags({
    NotFound: () => Console.log("It was deleted meanwhile"),
    TooManyRequests: ({ retryAfter }) =>
      Console.log("Come back in", Duration.format(Option.getOrElse(retryAfter, () => Duration.minutes(1))))
  }),
  // All others, by what is known of the change.
  Effect.catchAll((error) => Console.error(error.outcome, error.message))
)

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
