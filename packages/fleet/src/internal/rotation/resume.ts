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
const resumeOne = ({ execution, rotation: { id }, signal, wait, wakeAt }: Store.Stored) =>
  Effect.gen(function*() {
    yield* RotationWorkflow.startOrResume({ id, execution })
    const isOver = signal !== null || (wakeAt !== null && wakeAt <= (yield* Clock.currentTimeMillis))
    if (wait !== null && isOver) yield* RotationWorkflow.wake({ id, execution }, wait)
  })

/** Resumes all rotations that have not ended. */
export const resume: Resumed = Effect.flatMap(
  Store.all({ open: true }),
  (open) => Effect.forEach(open, resumeOne, { discard: true })
)

/** How long a rotation is overdue before there is a warning, in milliseconds. */
const alarmAfter = 15 * 60_000

/** Number of rotations of the fleet that are overdue by more than 15 minutes, as the last sweep of any runner found. */
export const stuck = Metric.gauge("openrouter_keys_fleet_rotations_stuck", {
  description: "Rotations that are overdue by more than 15 minutes."
})

/** Number of executions that were replaced. */
const replaced = Metric.counter("openrouter_keys_fleet_executions_replaced", {
  description: "Executions of rotations that the engine had lost, and that another execution replaced.",
  incremental: true
})

/** Timeout of one rotation in a sweep. */
const resumeTimeout = "10 seconds"

/** Maximum number of rotations in a sweep. The next sweep resumes the others. */
const batch = 500

/**
 * Resumes an overdue rotation. If it was resumed before and has not moved since, the engine has lost its execution, and
 * another execution begins, which takes the rotation over. Each failed execution doubles the time until the next one, so
 * that a slow engine is not flooded.
 */
const resumeOverdue = (overdue: Store.Overdue, now: number, overdueMs: number): Resumed =>
  Effect.gen(function*() {
    const { execution, noticedAt, rotation: { id }, tries } = overdue
    if (noticedAt === null) {
      const isNoticed = yield* Store.notice(id, { from: execution, now, number: execution, tries: 0 })
      return isNoticed ? yield* resumeOne(overdue) : undefined
    }
    if (now - noticedAt < overdueMs * 0.75 * 2 ** Math.min(tries, 6)) return
    const next = { id, execution: execution + 1 }
    if (!(yield* Store.notice(id, { from: execution, now, number: next.execution, tries: tries + 1 }))) return
    yield* Metric.increment(replaced)
    yield* Effect.logInfo("A rotation was lost, and continues in a new execution").pipe(
      Effect.annotateLogs({ rotation: id })
    )
    yield* RotationWorkflow.startOrResume(next)
  })

/** Logs and ignores a failure, so that the sweep continues with the other rotations. */
const orNextSweep = (one: Resumed): Resumed => Effect.ignoreLogged(Effect.timeout(Effect.sandbox(one), resumeTimeout))

/**
 * Resumes rotations that are overdue by `overdueMs`, because the engine has lost them, and logs a warning for those that
 * are overdue by 15 minutes. Returns their number. To be repeated every `overdueMs`, by one runner of a cluster at a time.
 */
export const sweep = (overdueMs: number): Effect.Effect<number, SqlError, SqlClient.SqlClient | WorkflowEngine> =>
  Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    const overdue = yield* Store.overdue({ now, overdueMs, limit: batch })
    yield* Effect.forEach(overdue, (one) => orNextSweep(resumeOverdue(one, now, overdueMs)), {
      concurrency: 8,
      discard: true
    })
    const since = ({ rotation, wakeAt }: Store.Stored) => Math.max(wakeAt ?? 0, rotation.updatedAt)
    const late = overdue.filter((stored) => since(stored) < now - alarmAfter)
    for (const { rotation } of late) {
      yield* Effect.logWarning("A rotation is overdue").pipe(
        Effect.annotateLogs({ rotation: rotation.id, key: rotation.label, step: rotation.step })
      )
    }
    return late.length
  })
