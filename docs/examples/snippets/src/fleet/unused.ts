import { ApiKeys } from "@openrouter-keys/core"
import { Unused } from "@openrouter-keys/fleet"
import { Console, Effect, Stream } from "effect"

const program = Effect.gen(function*() {
  const list = yield* Unused.find({ olderThan: "90 days" })
  for (const { lastUsedAt, name, reason } of list) yield* Console.log(name, reason, lastUsedAt ?? "never used")
  yield* Stream.runForEach(Unused.disable(list), ({ key, result }) => Console.log(key.name, result))
})

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
