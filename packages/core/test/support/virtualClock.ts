/**
 * A clock that jumps to the next thing that waits as soon as nothing else runs. Thousands of hours pass in a second:
 * for properties, which are checked too often for a `TestClock` to be moved by hand.
 */
import { Clock, Duration, Effect } from "effect"

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** Runs an effect on such a clock, which starts at zero. */
export const withVirtualClock = <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    let now = 0
    let sleepers: ReadonlyArray<Sleeper> = []
    let isPumping = false
    const pump = (): void => {
      const [next] = [...sleepers].sort((one, other) => one.at - other.at)
      if (next === undefined) {
        isPumping = false
        return
      }
      sleepers = sleepers.filter((each) => each !== next)
      now = Math.max(now, next.at)
      next.wake()
      setImmediate(pump)
    }
    const sleep = (duration: Duration.Duration): Effect.Effect<void> =>
      Effect.async((resume) => {
        const sleeper = { at: now + Duration.toMillis(duration), wake: () => resume(Effect.void) }
        sleepers = [...sleepers, sleeper]
        if (!isPumping) {
          isPumping = true
          setImmediate(pump)
        }
        return Effect.sync(() => {
          sleepers = sleepers.filter((each) => each !== sleeper)
        })
      })
    const clock: Clock.Clock = {
      ...Clock.make(),
      [Clock.ClockTypeId]: Clock.ClockTypeId,
      unsafeCurrentTimeMillis: () => now,
      unsafeCurrentTimeNanos: () => BigInt(now) * 1_000_000n,
      currentTimeMillis: Effect.sync(() => now),
      currentTimeNanos: Effect.sync(() => BigInt(now) * 1_000_000n),
      sleep
    }
    return Effect.withClock(self, clock)
  })
