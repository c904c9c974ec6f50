/**
 * Ends what a runner has begun, in limited time. The engine waits for its database without a limit while it shuts down: it
 * repeats what it cannot store, and `SqlRunnerStorage` waits for a connection to its locks that nothing makes any more.
 */
import * as RunnerStorage from "@effect/cluster/RunnerStorage"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"

/** How long to wait for the database while a runner leaves, after its steps have ended. */
export const leaveTimeout = "4 seconds"

/** How long to wait until one lock or one row is released. PostgreSQL releases it when the connection ends. */
const releaseTimeout = "2 seconds"

/**
 * Waits for an effect, but not longer than `duration`, also where it cannot be interrupted. It then continues in the
 * background, and the result is `None`.
 */
const awaited = <A, E, R>(effect: Effect.Effect<A, E, R>, duration: Duration.DurationInput) =>
  Effect.flatMap(
    Effect.forkDaemon(effect),
    (fiber) => Effect.timeoutOption(Effect.interruptible(Fiber.join(fiber)), duration)
  )

/** Interrupting the effect takes at most `duration`. Its end then continues in the background. */
export const interruptedWithin =
  (duration: Duration.DurationInput) => <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(
        Effect.forkDaemon(Effect.interruptible(effect)),
        (fiber) => Effect.onInterrupt(restore(Fiber.join(fiber)), () => awaited(Fiber.interrupt(fiber), duration))
      )
    )

/** Waits for a release, but not longer than two seconds. It then continues in the background. */
export const released = <R>(release: Effect.Effect<unknown, unknown, R>): Effect.Effect<void, never, R> =>
  Effect.ignore(awaited(release, releaseTimeout))

/** Opens a scope that is closed with the current one. Closing it takes at most `duration`. */
export const openScope = (duration: Duration.DurationInput): Effect.Effect<Scope.Scope, never, Scope.Scope> =>
  Effect.acquireRelease(Scope.make(), (scope, exit) =>
    Effect.flatMap(
      Effect.exit(awaited(Scope.close(scope, exit), duration)),
      (closed) =>
        Exit.isSuccess(closed) && Option.isNone(closed.value)
          ? Effect.logWarning("The runner leaves without waiting any longer. Others take over when its locks expire.")
          : Effect.void
    ))

/** The storage of runners, which leave in limited time. */
export const boundedRunnerStorage = <E, R>(
  storage: Layer.Layer<RunnerStorage.RunnerStorage, E, R>
): Layer.Layer<RunnerStorage.RunnerStorage, E, R> =>
  Layer.project(
    storage,
    RunnerStorage.RunnerStorage,
    RunnerStorage.RunnerStorage,
    (inner) => ({
      ...inner,
      unregister: (address) => released(inner.unregister(address)),
      releaseAll: (address) => released(inner.releaseAll(address))
    })
  )
