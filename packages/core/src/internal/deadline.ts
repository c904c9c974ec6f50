import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Runtime from "effect/Runtime"
import * as RuntimeFlags from "effect/RuntimeFlags"
import { startTimer } from "./timer.js"

/**
 * Runs an effect on its own fiber for at most `millis`, then returns the result of `onTimeout`.
 *
 * It does not wait for an effect that is slow to stop. It also returns in time in uninterruptible regions, such as the
 * acquisition and release of a resource, so that a hanging server does not hang the caller. An effect that completes
 * synchronously needs no timer.
 */
export const withDeadline = <A, E>(
  self: Effect.Effect<A, E>,
  clock: Clock.Clock,
  millis: number,
  onTimeout: () => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.withFiberRuntime((caller) => {
    let fiber: Fiber.RuntimeFiber<A, E> | undefined
    let cancelTimer: (() => void) | undefined
    const stop = () => {
      cancelTimer?.()
      fiber?.unsafeInterruptAsFork(FiberId.none)
    }
    // Here and not in `async`: an interruption may come before `async` has registered its canceller.
    return Effect.onInterrupt(
      Effect.async<A, E>((resume) => {
        fiber = runFork(caller, self)
        const exit = fiber.unsafePoll()
        if (exit !== null) return resume(exit)
        cancelTimer = startTimer(clock, millis, () => {
          stop()
          resume(onTimeout())
        })
        fiber.addObserver((exit) => {
          cancelTimer?.()
          resume(exit)
        })
      }),
      () => Effect.sync(stop)
    )
  })

/** Forks an interruptible effect with the caller's services and settings. Starts it at once. */
const runFork = <A, E>(caller: Fiber.RuntimeFiber<unknown, unknown>, self: Effect.Effect<A, E>) =>
  Runtime.runFork(
    Runtime.make({
      context: caller.currentContext,
      fiberRefs: caller.getFiberRefs(),
      runtimeFlags: RuntimeFlags.make(
        RuntimeFlags.Interruption,
        RuntimeFlags.CooperativeYielding,
        RuntimeFlags.RuntimeMetrics
      )
    })
  )(self, { immediate: true })
