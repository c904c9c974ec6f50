import { ApiKeys } from "@openrouter-keys/core"
import { Declaration, Plan } from "@openrouter-keys/fleet"
import { Console, Effect, Stream } from "effect"
import { readFileSync } from "node:fs"

const file = new URL("openrouter-keys.yaml", import.meta.url)

const program = Effect.gen(function*() {
  const declaration = yield* Declaration.parse(readFileSync(file, "utf8"), "openrouter-keys.yaml")
  const plan = Plan.make(declaration, yield* Plan.keys(declaration))
  for (const { _tag, givesMore, name } of plan.changes) {
    yield* Console.log(`${_tag} ${name}${givesMore ? " (gives more)" : ""}`)
  }
  for (const { message, name } of plan.refusals) yield* Console.error(`${name}: ${message}`)
  yield* Stream.runForEach(
    Plan.apply(plan, { refuseMore: true }),
    ({ change, label }) => Console.log(`done: ${change._tag} ${change.name} ${label}`)
  )
})

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
