/** Runs due rotations, and shows rotations. */
import { Rotation } from "@openrouter-keys/fleet/Rotation"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type CommandError, toCommandError } from "./failure.js"
import type { Host } from "./host.js"
import { writeRows } from "./output.js"
import { rotationShape, shown } from "./rotationShape.js"
import type { Format } from "./shared.js"
import type { Failure } from "./spec.js"

/** Status of a rotation. */
export const statusOf = (id: string): Effect.Effect<Rotation.Status, CommandError, Rotation> =>
  Effect.mapError(Rotation.status(id), toCommandError)

const pollEvery = "200 millis"

/** Waits until no rotation, or none of these, is due: each one has ended, has stopped, or waits. */
export const drive = (
  onProgress: (due: number) => Effect.Effect<void> | void,
  ids?: ReadonlyArray<string>
): Effect.Effect<void, CommandError, Rotation> =>
  Effect.gen(function*() {
    for (;;) {
      const pending = yield* Effect.mapError(Rotation.pending, toCommandError)
      const due = pending.filter(({ id, isDue }) => isDue && ids?.includes(id) !== false).length
      yield* onProgress(due) ?? Effect.void
      if (due === 0) return
      yield* Effect.sleep(pollEvery)
    }
  })

/** Writes rotations with these IDs. */
export const showRotations = (
  ids: ReadonlyArray<string>,
  format: Format
): Effect.Effect<void, Failure, Rotation | Host> =>
  Effect.gen(function*() {
    const all = yield* Effect.mapError(Rotation.list, toCommandError)
    const pending = yield* Effect.mapError(Rotation.pending, toCommandError)
    const rows = all.filter(({ id }) => ids.includes(id)).map((status) => shown(status, pending))
    yield* writeRows(rows, rotationShape(yield* Clock.currentTimeMillis), format)
  })
