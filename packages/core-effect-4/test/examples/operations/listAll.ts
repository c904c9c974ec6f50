import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { Console, Effect, Stream } from "effect"

const program = ApiKeys.listAll({ includeDisabled: true }).pipe(
  Stream.filter(({ limitRemaining }) => limitRemaining === 0),
  Stream.runForEach(({ name }) => Console.log(`${name} has used up its limit`))
)

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
