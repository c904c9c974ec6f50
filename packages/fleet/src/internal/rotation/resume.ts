/** Resumes rotations whose wake-up the engine has lost. */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Store from "./store.js"
import * as RotationWorkflow from "./workflow.js"

type Resumed = Effect.Effect<void, SqlError, SqlClient.SqlClient | WorkflowEngine>

/** Resumes a rotation: starts it again if the engine has lost it, and ends a wait that is due. */
const resumeOne = ({ rotation: { id }, signal, wait, wakeAt }: Store.Stored) =>
  Effect.gen(function*() {
    yield* RotationWorkflow.startOrResume(id)
    const isOver = signal !== null || (wakeAt !== null && wakeAt <= (yield* Clock.currentTimeMillis))
    if (wait !== null && isOver) yield* RotationWorkflow.wake(id, wait)
  })

/** Resumes all rotations that have not ended. */
export const resume: Resumed = Effect.flatMap(
  Store.all({ open: true }),
  (open) => Effect.forEach(open, resumeOne, { discard: true })
)

/** How long a rotation is overdue before there is a warning, in milliseconds. */
const alarmAfter = 15 * 60_000

/** Number of rotations that are overdue by more than 15 minutes. */
const stuck = Metric.gauge("openrouter_keys_fleet_rotations_stuck", {
  description: "Rotations that are overdue by more than 15 minutes."
})

/**
 * Resumes rotations that are overdue by `overdueMs`, because the engine has lost a wake-up, and logs a warning for those
 * that are overdue by 15 minutes. For one runner of a cluster.
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
      yield* Effect.logWarning("A rotation is overdue").pipe(
        Effect.annotateLogs({ rotation: rotation.id, key: rotation.label, step: rotation.step })
      )
    }
  })
