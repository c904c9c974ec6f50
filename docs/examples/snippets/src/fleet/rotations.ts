import { ApiKeys } from "@openrouter-keys/core"
import { Fleet, Rotation } from "@openrouter-keys/fleet"
import { Console, Effect, Layer } from "effect"

const layer = Fleet.layerLocal({ file: "rotations.db" }).pipe(Layer.provideMerge(ApiKeys.layerLive))

const report = Effect.flatMap(
  Rotation.list,
  Effect.forEach(({ id, name, reason, state, step }) => Console.log(id, name, step, state, reason ?? ""))
)

// Rotations run while the layer exists.
const program = Effect.zipRight(report, Effect.never)

export const serve = Effect.provide(program, layer)
