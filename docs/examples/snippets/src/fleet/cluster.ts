import { ApiKeys } from "@openrouter-keys/core"
import { Fleet, Watch } from "@openrouter-keys/fleet"
import { Console, Layer, Stream } from "effect"

// Runs on one of the runners, and on another one where that dies.
const watching = Fleet.singleton("watch", Stream.runForEach(Watch.run(), (event) => Console.log(event._tag)))

/** A runner, for as long as it is not interrupted. */
export const runner = watching.pipe(
  Layer.provideMerge(Fleet.layerCluster()),
  Layer.provide(ApiKeys.layerLive),
  Layer.launch
)
