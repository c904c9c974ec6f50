import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { Console, Effect } from "effect"

const program = Effect.gen(function*() {
  const { data } = yield* ApiKeys.list({ includeDisabled: true })
  for (const { name, usage } of data) yield* Console.log(`${name}: $${usage}`)
}).pipe(Effect.catchTag("Unauthorized", () => Console.error("check OPENROUTER_API_KEY")))

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
