/**
 * A clock that jumps to the next timer when nothing else runs, so that thousands of hours pass in a second. For
 * property tests, where adjusting a `TestClock` by hand is impractical.
 */
import { Clock, Duration, Effect } from "effect"

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** Runs an effect on a virtual clock. */
export const withVirtualClock = <A, E, R>(self: Effect.Effect<A, E, R>, startAt = 0): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    let now = startAt
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
