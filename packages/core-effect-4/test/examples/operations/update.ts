import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { Effect } from "effect"

const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

const program = Effect.gen(function*() {
  // `null` means no limit; with 0, nothing can be spent.
  yield* ApiKeys.update({ hash, requestBody: { limit: null, limitReset: null } })
  const { data } = yield* ApiKeys.update({ hash, requestBody: { disabled: true } })
  return data.disabled
})

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
