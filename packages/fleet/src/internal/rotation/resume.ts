/** Goes on with rotations that the engine does not move by itself. */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Store from "./store.js"
import * as RotationWorkflow from "./workflow.js"

type Resumed = Effect.Effect<void, SqlError, SqlClient.SqlClient | WorkflowEngine>

/** Continues a rotation: starts it again if the engine has lost it, and ends a wait that is due. */
const resumeOne = ({ rotation: { id }, signal, wait, wakeAt }: Store.Stored) =>
  Effect.gen(function*() {
    yield* RotationWorkflow.startOrResume(id)
    const isOver = signal !== null || (wakeAt !== null && wakeAt <= (yield* Clock.currentTimeMillis))
    if (wait !== null && isOver) yield* RotationWorkflow.wake(id, wait)
  })

/** Goes on with all rotations that have not ended. */
export const resume: Resumed = Effect.flatMap(
  Store.all({ open: true }),
  (open) => Effect.forEach(open, resumeOne, { discard: true })
)

/** A rotation that should have moved so long ago, in milliseconds, is told of. */
const alarmAfter = 15 * 60_000

/** Rotations that nothing has moved for a quarter of an hour although they should have gone on. */
const stuck = Metric.gauge("openrouter_keys_fleet_rotations_stuck", {
  description: "Rotations that should have gone on more than 15 minutes ago, and have not."
})

/**
 * Goes on with rotations that should have moved `overdueMs` ago and have not, as where an engine has lost a wake-up, and
 * warns of those that have not for 15 minutes. For one runner of a cluster.
 */
export const sweep = (overdueMs: number): Resumed =>
  Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    const overdue = yield* Store.overdue(now, overdueMs)
    yield* Effect.forEach(overdue, resumeOne, { discard: true })
    const since = ({ rotation, wakeAt }: Store.Stored) => Math.max(wakeAt ?? 0, rotation.updatedAt)
    const late = overdue.filter((stored) => since(stored) < now - alarmAfter)
    yield* Metric.set(stuck, late.length)
    for (const { rotation } of late) {
      yield* Effect.logWarning("A rotation does not move").pipe(
        Effect.annotateLogs({ rotation: rotation.id, key: rotation.label, step: rotation.step })
      )
    }
  })
