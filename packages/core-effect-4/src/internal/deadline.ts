import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { startTimer } from "./timer.js"

/**
 * Runs an effect in a context, on a fiber of its own, for at most `millis`; after that the result is that of `onTimeout`.
 *
 * The result does not wait for an effect that is slow to stop, and it comes in time also where the caller cannot be
 * interrupted, as while a resource is acquired or released: keys are created and deleted there, and a server that hangs
 * must not hang the caller. An effect that is done at once needs no timer.
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
      // It may stop at once.
      ignore()
      fiber.interruptUnsafe()
      resume(onTimeout())
    })
    return Effect.sync(() => {
      cancelTimer()
      fiber.interruptUnsafe()
    })
  })
