import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { constVoid } from "effect/Function"

const liveClock: unknown = Object.getPrototypeOf(Clock.Clock.defaultValue())

const isLive = (clock: Clock.Clock): boolean => Object.getPrototypeOf(clock) === liveClock

/** The longest delay that timers support; longer ones fire at once. */
const maxDelay = 2 ** 31 - 1

/**
 * Runs `task` after `millis` on a clock. Returns a function that cancels it. More than 24 days count as no limit.
 *
 * For the live clock it uses `setTimeout` directly, without a fiber.
 */
export const startTimer = (clock: Clock.Clock, millis: number, task: () => void): () => void => {
  if (millis > maxDelay) return constVoid
  if (isLive(clock)) {
    // oxlint-disable-next-line eslint/no-restricted-globals -- See above.
    const handle = setTimeout(task, millis)
    return () => clearTimeout(handle)
  }
  const sleeping = Effect.runFork(clock.sleep(Duration.millis(millis)))
  sleeping.addObserver((exit) => {
    if (Exit.isSuccess(exit)) task()
  })
  return () => sleeping.interruptUnsafe()
}

/**
 * Milliseconds of a monotonic clock, for differences only.
 *
 * For the live clock `performance` is looked up on each use, so that fake timers take effect.
 */
export const monotonicMillis = (clock: Clock.Clock): number =>
  isLive(clock) && typeof performance === "object"
    ? performance.now()
    : Number(clock.monotonicTimeNanosUnsafe()) / 1_000_000
