/** A clock that jumps to the next timer as soon as nothing else can run: hours of waiting take no time. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** Turns of the event loop without progress after which a program is taken to wait. */
const idleTurns = 3

export const makeVirtualClock = (start = Date.parse("2026-11-27T08:00:00Z")) => {
  let now = start
  const sleepers = new Set<Sleeper>()
  const millis = Effect.sync(() => now)
  const nanos = Effect.sync(() => BigInt(now) * 1_000_000n)
  const clock: Clock.Clock = {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: () => now,
    unsafeCurrentTimeNanos: () => BigInt(Math.round(now * 1_000)) * 1_000n,
    currentTimeMillis: millis,
    currentTimeNanos: nanos,
    sleep: (duration) =>
      Effect.async<void>((resume) => {
        const sleeper = { at: now + Duration.toMillis(duration), wake: () => resume(Effect.void) }
        sleepers.add(sleeper)
        return Effect.sync(() => void sleepers.delete(sleeper))
      })
  }

  const turn = () => new Promise<void>((resolve) => void setImmediate(resolve))

  /** Lets time pass until `isDone`, at most to `until`. */
  const pass = async (isDone: () => boolean, until = Number.POSITIVE_INFINITY): Promise<void> => {
    while (!isDone()) {
      for (let turns = 0; turns < idleTurns && !isDone(); turns++) await turn()
      if (isDone()) return
      let next: Sleeper | undefined
      for (const sleeper of sleepers) if (next === undefined || sleeper.at < next.at) next = sleeper
      if (next === undefined && until === Number.POSITIVE_INFINITY) {
        // Something real is under way, such as a digest.
        await new Promise<void>((resolve) => void setTimeout(resolve, 1))
        continue
      }
      if (next === undefined || next.at > until) return
      sleepers.delete(next)
      now = Math.max(now, next.at)
      next.wake()
    }
  }

  /** Lets a time pass. */
  const advance = async (duration: Duration.DurationInput): Promise<void> => {
    const until = now + Duration.toMillis(duration)
    await pass(() => false, until)
    now = until
  }

  return {
    clock,
    advance,
    pass,
    /** Runs a program to its end on this clock. */
    run: async <A, E>(program: Effect.Effect<A, E>): Promise<A> => {
      let done = false
      const promise = Effect.runPromise(Effect.withClock(program, clock)).finally(() => {
        done = true
      })
      promise.catch(() => {})
      await pass(() => done)
      return promise
    }
  }
}
