import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { Effect } from "effect"

const program = Effect.gen(function*() {
  const { data, key } = yield* ApiKeys.create({ name: "CI", limit: 5, limitReset: "monthly" })
  return { hash: data.hash, key }
}).pipe(
  Effect.catchTag("TooManyRequests", ({ retryAfterMs }) => Effect.die(`wait ${retryAfterMs} ms`))
)

export const main = program.pipe(Effect.provide(ApiKeys.layerLive))
