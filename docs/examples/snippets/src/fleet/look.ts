import { ApiKeys } from "@openrouter-keys/core"
import { Fleet, Notifier, Watch } from "@openrouter-keys/fleet"
import { Effect, Layer, Stream } from "effect"

const program = Stream.runForEach(Watch.look(), Notifier.notify)

const layer = Layer.merge(Fleet.layerLocal({ file: "fleet.db" }), Notifier.console).pipe(
  Layer.provideMerge(ApiKeys.layerLive)
)

await Effect.runPromise(Effect.provide(program, layer))
