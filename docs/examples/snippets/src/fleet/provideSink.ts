import { Fleet, SecretSink } from "@openrouter-keys/fleet"
import { Layer } from "effect"

const sink = SecretSink.file({ file: "checkout.key" })

export const layer = Fleet.layerLocal({ file: "rotations.db" }).pipe(Layer.provide(sink))
