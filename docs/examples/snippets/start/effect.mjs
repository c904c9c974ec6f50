import { ApiKeys } from "@openrouter-keys/core"
import { Console, Effect } from "effect"

const program = Effect.gen(function*() {
  const { data, key } = yield* ApiKeys.create({ name: "My first key", limit: 5, limitReset: "monthly" })
  yield* Console.log(`Created ${data.name} (${data.label}), which may spend $${data.limit} a month.`)
  yield* Console.log("Its secret is Redacted, so that logs do not show it:", key)

  const { data: keys } = yield* ApiKeys.list()
  yield* Console.log("Keys:", keys.map(({ name }) => name))
})

await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
