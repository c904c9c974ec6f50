import { ApiKeys } from "@openrouter-keys/core"
import { Declaration } from "@openrouter-keys/fleet"
import { Console, Effect, Stream } from "effect"

const program = ApiKeys.listAll({ includeDisabled: true }).pipe(
  Stream.runCollect,
  Effect.flatMap((keys) => Console.log(Declaration.stringify(Declaration.fromKeys(keys))))
)

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
