import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Runtime from "effect/Runtime"
import * as RuntimeFlags from "effect/RuntimeFlags"
import { startTimer } from "./timer.js"

/**
 * Runs an effect on a fiber of its own for at most `millis`; after that the result is that of `onTimeout`.
 *
 * The result does not wait for an effect that is slow to stop, and it comes in time also where the caller cannot be
 * interrupted, as while a resource is acquired or released: keys are created and deleted there, and a server that hangs
 * must not hang the caller. An effect that is done at once needs no timer.
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
    // Around the whole: an interruption may come between the start of the fiber and what `async` itself does about one.
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

/** Forks an effect with the caller's services and settings. It starts at once and can be interrupted. */
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
