/** One step of a rotation after another. Each may be repeated: the record says how far it came. */
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

/** A step that fails for so long in a row is stopped. */
const patience = 24 * 3_600_000

/** A pause that doubles with each failure, and is no shorter than the service asks for. */
const pauseOf = (count: number, afterMs: number | null | undefined): number =>
  Math.max(afterMs ?? 0, Math.min(longestPause, firstPause * 2 ** Math.min(count, 20)))

/** A secret that a sink refuses costs a key each time. */
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

/** What all rotations run with. */
export interface Settings {
  readonly strategy: Strategy
  readonly findSink: FindSink
  /** Called with every rotation that was stored. */
  readonly onChange: (rotation: Rotation) => Effect.Effect<void>
  /** Keeps processes apart. */
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

/** What came of an attempt. */
interface Attempted extends Transition {
  /** Whether the attempt is made again after its wait, also where it follows a signal. */
  readonly again: boolean
}

const attempt = (stored: Store.Stored, settings: Settings): Effect.Effect<Attempted, SqlError, Services> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    transition(stored.rotation, stored.signal, settings).pipe(
      Effect.map((made): Attempted => ({ ...made, again: false })),
      Effect.catchAllDefect((defect) => Effect.fail(fromError(defect))),
      // A step may have noted progress before it failed.
      Effect.catchAll((failure) =>
        Effect.map(Store.find(stored.rotation.id), (latest) =>
          afterFailure(latest?.rotation ?? stored.rotation, failure, now)).pipe(
            Effect.flatMap(tidied),
            // A confirmation that the step ignored must not confirm a later one.
            Effect.map((made): Attempted => ({
              ...made,
              again: made.rotation.state === "active" && stored.signal === "cancel"
            }))
          )
      )
    ))

/** A rotation that stops before its successor is handed over leaves no key behind, or says so. */
const tidied = (transition: Transition): Effect.Effect<Transition, never, Services> => {
  const { rotation } = transition
  if (rotation.state !== "stopped" || rotation.step !== "issue") return Effect.succeed(transition)
  return removeLeftovers(rotation, rotation.handing).pipe(
    Effect.as(rotation.handing.length === 0 ? "" : ` ${handedSentence} ${rotation.handing.join(", ")}.`),
    Effect.catchAll(({ message }) => Effect.succeed(` A key of this try may be left: ${message}`)),
    Effect.map((note) => stop(rotation, `${rotation.reason ?? ""}${note}`))
  )
}

/** Where the database fails, nothing can be noted. */
const databasePause: Next = { _tag: "Wait", millis: 30_000 }

/** Which execution of a rotation takes the step. */
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
    // Where another execution has taken the rotation over, this one was lost, and was found again.
    const isOver = stored === undefined || hasEnded(stored.rotation) || stored.execution !== execution
    if (isOver) return { _tag: "End" } as const
    const { again, next, rotation } = yield* attempt(stored, settings)
    const now = yield* Clock.currentTimeMillis
    const updated = { ...rotation, updatedAt: now }
    const isWaiting = next._tag === "Wait"
    const wakeAt = isWaiting && next.millis !== null ? now + next.millis : null
    // A signal that could not be followed yet stays.
    const kept = again ? stored.signal : null
    const followed = again ? null : stored.signal
    yield* Store.save(updated, { followed, wait: isWaiting ? wait : null, wakeAt })
    yield* settings.onChange(updated)
    if (!isWaiting) return next
    // A signal that came before the wait was known could not end it.
    const signal = (yield* Store.find(id))?.signal ?? null
    return signal === kept ? next : { _tag: "Continue" } as const
  })

/**
 * Takes a rotation one step further, and says what to do next. `wait` numbers the wait that may follow.
 */
export const advance = (of: Execution, wait: number, settings: Settings): Effect.Effect<Next, never, Services> =>
  settings.guard.step(of.id, step(of, wait, settings)).pipe(
    Effect.provideService(Guard, settings.guard),
    Effect.catchTag("Taken", ({ afterMs }) => Effect.succeed<Next>({ _tag: "Wait", millis: afterMs })),
    Effect.catchAllCause((cause) =>
      Cause.isInterrupted(cause) ? Effect.failCause(cause as Cause.Cause<never>) : Effect.succeed(databasePause)
    )
  )
