import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { Console, Effect } from "effect"

const program = Effect.gen(function*() {
  const { data } = yield* ApiKeys.getCurrentKeyMetadata()
  yield* Console.log(data.label, data.isManagementKey ? "may manage keys" : `has ${data.limitRemaining} USD left`)
})

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
