import { ApiKeys } from "@openrouter-keys/core"
import { Fleet, Report, Watch } from "@openrouter-keys/fleet"
import { Console, Effect, Layer, Stream } from "effect"

const program = Effect.gen(function*() {
  // Stores the spending since the last look. Not needed if a watch is running.
  yield* Stream.runDrain(Watch.look())
  const rows = yield* Report.spend({ by: "externalUser", period: "month", from: "2026-01-01" })
  yield* Console.log(Report.toCsv(rows))
})

const layer = Fleet.layerLocal({ file: "fleet.db" }).pipe(Layer.provideMerge(ApiKeys.layerLive))

await Effect.runPromise(Effect.provide(program, layer))
