import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { startTimer } from "./timer.js"

/**
 * Runs an effect in a context, on its own fiber, for at most `millis`, then returns the result of `onTimeout`.
 *
 * It does not wait for an effect that is slow to stop. It also returns in time in uninterruptible regions, such as the
 * acquisition and release of a resource, so that a hanging server does not hang the caller. An effect that completes
 * synchronously needs no timer.
 */
export const withDeadline = <A, E>(
  self: Effect.Effect<A, E>,
  { clock, context, millis, onTimeout }: {
    readonly clock: Clock.Clock
    readonly context: Context.Context<never>
    readonly millis: number
    readonly onTimeout: () => Effect.Effect<A, E>
  }
): Effect.Effect<A, E> =>
  Effect.callback((resume) => {
    const fiber = Effect.runForkWith(context)(self)
    const exit = fiber.pollUnsafe()
    if (exit !== undefined) return resume(exit)
    const ignore = fiber.addObserver((exit) => {
      cancelTimer()
      resume(exit)
    })
    const cancelTimer = startTimer(clock, millis, () => {
      // It may complete at once.
      ignore()
      fiber.interruptUnsafe()
      resume(onTimeout())
    })
    return Effect.sync(() => {
      cancelTimer()
      fiber.interruptUnsafe()
    })
  })
