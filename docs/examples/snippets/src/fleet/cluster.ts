import { NodeRuntime } from "@effect/platform-node"
import { ApiKeys } from "@openrouter-keys/core"
import { Fleet, Watch } from "@openrouter-keys/fleet"
import { Console, Layer, Stream } from "effect"

// Runs on one of the runners, and on another one where that dies.
const watching = Fleet.singleton("watch", Stream.runForEach(Watch.run(), (event) => Console.log(event._tag)))

const runner = watching.pipe(
  Layer.provideMerge(Fleet.layerCluster()),
  Layer.provide(ApiKeys.layerLive)
)

NodeRuntime.runMain(Layer.launch(runner))
