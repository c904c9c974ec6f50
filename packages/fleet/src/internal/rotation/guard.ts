/** Prevents processes with the same database from running the same step. One process needs only its engine. */
import type { SqlError } from "@effect/sql/SqlError"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { Next } from "./record.js"

/** Another process is running a step of the rotation. */
export class Taken extends Data.TaggedError("Taken")<{
  /** Milliseconds until the next attempt. */
  readonly afterMs: number
}> {}

/** Other processes have kept a lock for too long. */
export class Busy extends Data.TaggedError("Busy")<{
  /** How long this process waited, in milliseconds. */
  readonly waitedMs: number
}> {}

/** Prevents two processes from running the same step. */
export interface GuardService {
  /** Whether other processes share the rotations. One of them then resumes overdue ones. */
  readonly isShared: boolean
  /** Runs a step of a rotation. Meanwhile, no other process can run one of the same rotation. */
  readonly step: <E, R>(id: string, step: Effect.Effect<Next, E, R>) => Effect.Effect<Next, E | Taken | SqlError, R>
  /** Changes an allowlist. Meanwhile, no other process can, because each is written as a whole. */
  readonly allowlists: <A, E, R>(change: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /**
   * Starts a rotation. Meanwhile, no other process can, because two rotations must not have the same sink. Fails with `Busy` if
   * other processes do not let it in.
   */
  readonly starts: <A, E, R>(start: Effect.Effect<A, E, R>) => Effect.Effect<A, E | Busy | SqlError, R>
}

const oneProcess = (): GuardService => {
  return {
    isShared: false,
    step: (_, step) => step,
    allowlists: Effect.unsafeMakeSemaphore(1).withPermits(1),
    starts: Effect.unsafeMakeSemaphore(1).withPermits(1)
  }
}

/** The guard of the current fiber. */
export class Guard extends Context.Reference<Guard>()("@openrouter-keys/fleet/Guard", { defaultValue: oneProcess }) {}

/** What a step has begun, and cannot stop. */
export interface BackgroundService {
  /** Runs an effect, which counts until it has really ended: also after it was interrupted, and nobody waits for it. */
  readonly run: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Waits until none is running. */
  readonly ended: Effect.Effect<void>
}

/** Nothing is running yet. */
export const makeBackground = (): BackgroundService => {
  let running = 0
  const none = Effect.unsafeMakeLatch(true)
  return {
    run: (effect) =>
      Effect.acquireUseRelease(
        Effect.sync(() => {
          running++
          none.unsafeClose()
        }),
        () => effect,
        () =>
          Effect.sync(() => {
            running--
            if (running === 0) none.unsafeOpen()
          })
      ),
    ended: none.await
  }
}

/** What the running step has begun, and cannot stop. */
export class Background extends Context.Reference<Background>()("@openrouter-keys/fleet/Background", {
  defaultValue: makeBackground
}) {}

/** The lease of the running step; `null` if it needs none. Without the lease, it cannot store anything. */
export class CurrentLease extends Context.Reference<CurrentLease>()("@openrouter-keys/fleet/CurrentLease", {
  defaultValue: (): string | null => null
}) {}
