/** Runs the steps of a rotation. Each step may be repeated: the record has its progress. */
import type { SqlError } from "@effect/sql/SqlError"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { confirm } from "./confirm.js"
import { fromError, type Later, type Stop } from "./failure.js"
import { Guard, type GuardService, type Taken } from "./guard.js"
import { type FindSink, handedSentence, removeLeftovers, type Services } from "./issue.js"
import { goOn, hasEnded, type Next, type Rotation, type Signal, stop, type Transition } from "./record.js"
import * as Store from "./store.js"
import type { Strategy } from "./strategy.js"

const firstPause = 5_000
const longestPause = 10 * 60_000

/** How long a step may keep failing before the rotation stops. */
const patience = 24 * 3_600_000

/** A delay that doubles with each failure, and is at least as long as the service asks for. */
const pauseOf = (count: number, afterMs: number | null | undefined): number =>
  Math.max(afterMs ?? 0, Math.min(longestPause, firstPause * 2 ** Math.min(count, 20)))

/** Maximum number of attempts to deliver a secret. Each failed one costs a key. */
const maxTries: { readonly [Step in Rotation["step"]]: number } = {
  issue: 10,
  grace: Infinity,
  drain: Infinity,
  disable: Infinity,
  keep: Infinity,
  delete: Infinity
}

const afterFailure = (rotation: Rotation, failure: Stop | Later, now: number): Transition => {
  if (failure._tag === "Stop") return stop(rotation, failure.reason, failure.asks)
  const { count, since } = rotation.failures.count === 0 ? { count: 0, since: now } : rotation.failures
  if (now - since >= patience || count + 1 >= maxTries[rotation.step]) {
    return stop({ ...rotation, failures: { count: 0, since: 0 } }, `${failure.reason} (tried ${count + 1} times)`)
  }
  return {
    rotation: { ...rotation, reason: failure.reason, failures: { count: count + 1, since } },
    next: { _tag: "Wait", millis: pauseOf(count, failure.afterMs) }
  }
}

/** Dependencies of all rotations. */
export interface Settings {
  readonly strategy: Strategy
  readonly findSink: FindSink
  /** Called with each stored rotation. */
  readonly onChange: (rotation: Rotation) => Effect.Effect<void>
  /** Prevents two processes from running the same step. */
  readonly guard: GuardService
}

const transition = (
  rotation: Rotation,
  signal: Signal | null,
  { findSink, strategy }: Settings
): Effect.Effect<Transition, Stop | Later, Services> => {
  if (signal === "cancel") return strategy.cancel(rotation)
  const confirmed = signal === null ? null : confirm(rotation, signal)
  if (confirmed !== null) return Effect.succeed(goOn(confirmed, {}))
  return rotation.state === "stopped"
    ? Effect.succeed(stop(rotation, rotation.reason ?? "", rotation.asked))
    : strategy.step(rotation, findSink)
}

/** Result of an attempt. */
interface Attempted extends Transition {
  /** Whether to repeat the attempt after its wait, also if it follows a signal. */
  readonly again: boolean
}

const attempt = (stored: Store.Stored, settings: Settings): Effect.Effect<Attempted, SqlError, Services> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    transition(stored.rotation, stored.signal, settings).pipe(
      Effect.map((made): Attempted => ({ ...made, again: false })),
      Effect.catchAllDefect((defect) => Effect.fail(fromError(defect))),
      // A step may have stored progress before it failed.
      Effect.catchAll((failure) =>
        Effect.map(Store.find(stored.rotation.id), (latest) =>
          afterFailure(latest?.rotation ?? stored.rotation, failure, now)).pipe(
            Effect.flatMap(tidied),
            // A confirmation that this step ignored must not confirm a later step.
            Effect.map((made): Attempted => ({
              ...made,
              again: made.rotation.state === "active" && stored.signal === "cancel"
            }))
          )
      )
    ))

/** Deletes the keys of a rotation that stops before its secret is delivered, or says which may be left. */
const tidied = (transition: Transition): Effect.Effect<Transition, never, Services> => {
  const { rotation } = transition
  if (rotation.state !== "stopped" || rotation.step !== "issue") return Effect.succeed(transition)
  return removeLeftovers(rotation, rotation.handing).pipe(
    Effect.as(rotation.handing.length === 0 ? "" : ` ${handedSentence} ${rotation.handing.join(", ")}.`),
    Effect.catchAll(({ message }) => Effect.succeed(` A key of this attempt may be left: ${message}`)),
    Effect.map((note) => stop(rotation, `${rotation.reason ?? ""}${note}`))
  )
}

/** If the database fails, nothing can be stored. */
const databasePause: Next = { _tag: "Wait", millis: 30_000 }

/** The execution of a rotation that runs the step. */
interface Execution {
  readonly id: string
  readonly execution: number
}

const step = (
  { execution, id }: Execution,
  wait: number,
  settings: Settings
): Effect.Effect<Next, SqlError | Taken, Services> =>
  Effect.gen(function*() {
    const stored = yield* Store.find(id)
    // Another execution has taken the rotation over: this one was lost, and has been found again.
    const isOver = stored === undefined || hasEnded(stored.rotation) || stored.execution !== execution
    if (isOver) return { _tag: "End" } as const
    const { again, next, rotation } = yield* attempt(stored, settings)
    const now = yield* Clock.currentTimeMillis
    const updated = { ...rotation, updatedAt: now }
    const isWaiting = next._tag === "Wait"
    const wakeAt = isWaiting && next.millis !== null ? now + next.millis : null
    // A signal that could not be processed yet stays.
    const kept = again ? stored.signal : null
    const followed = again ? null : stored.signal
    yield* Store.save(updated, { followed, wait: isWaiting ? wait : null, wakeAt })
    yield* settings.onChange(updated)
    if (!isWaiting) return next
    // A signal that was stored before the wait could not end it.
    const signal = (yield* Store.find(id))?.signal ?? null
    return signal === kept ? next : { _tag: "Continue" } as const
  })

/**
 * Runs the next step of a rotation, and returns what to do after it. `wait` is the number of the wait that may follow.
 */
export const advance = (of: Execution, wait: number, settings: Settings): Effect.Effect<Next, never, Services> =>
  settings.guard.step(of.id, step(of, wait, settings)).pipe(
    Effect.provideService(Guard, settings.guard),
    Effect.catchTag("Taken", ({ afterMs }) => Effect.succeed<Next>({ _tag: "Wait", millis: afterMs })),
    Effect.catchAllCause((cause) =>
      Cause.isInterrupted(cause) ? Effect.failCause(cause as Cause.Cause<never>) : Effect.succeed(databasePause)
    )
  )
