import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import { constVoid } from "effect/Function"

const liveClock: unknown = Object.getPrototypeOf(Clock.make())

/** The longest delay that timers support; longer ones fire at once. */
const maxDelay = 2 ** 31 - 1

/**
 * Runs `task` after `millis` on a clock. Returns a function that cancels it. More than 24 days count as no limit.
 *
 * For the live clock it uses `setTimeout` directly: sleeping on a fiber takes nine times as long.
 */
export const startTimer = (clock: Clock.Clock, millis: number, task: () => void): () => void => {
  if (millis > maxDelay) return constVoid
  if (Object.getPrototypeOf(clock) === liveClock) {
    // oxlint-disable-next-line eslint/no-restricted-globals -- See above.
    const handle = setTimeout(task, millis)
    return () => clearTimeout(handle)
  }
  const sleeping = Effect.runFork(clock.sleep(Duration.millis(millis)))
  sleeping.addObserver((exit) => {
    if (Exit.isSuccess(exit)) task()
  })
  return () => sleeping.unsafeInterruptAsFork(FiberId.none)
}

/**
 * Milliseconds of a monotonic clock, for differences only.
 *
 * For the live clock `performance` is looked up on each use, so that fake timers take effect.
 */
export const monotonicMillis = (clock: Clock.Clock): number =>
  Object.getPrototypeOf(clock) === liveClock && typeof performance === "object"
    ? performance.now()
    : Number(clock.unsafeCurrentTimeNanos()) / 1_000_000
