import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { Effect, Redacted } from "effect"

const program = Effect.gen(function*() {
  const { data, key } = yield* ApiKeys.create({ name: "CI", limit: 5, limitReset: "monthly" })
  yield* Effect.log(`created ${data.label}, ${Redacted.value(key).length} characters`)
  yield* ApiKeys.update({ hash: data.hash, requestBody: { disabled: true } })
  return yield* ApiKeys.delete({ hash: data.hash })
}).pipe(Effect.catchTag("TooManyRequests", (error) => Effect.logWarning(error.message)))

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
