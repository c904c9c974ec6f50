/** Waits where the service says that there are too many requests, and lets everything that is paced together wait. */
import { isOpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** Runs an effect, and again after a pause where it failed with 429. */
export type Pace = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Where the service does not say how long: `TooManyRequests` advises a minute. */
const defaultWaitMs = 60_000

/** Waits in a row without a success in between. */
export const maxWaits = 10

/** How long the service asks to wait before a request that it has rejected; `null` for another failure. */
export const waitOf = (error: unknown): number | null =>
  isOpenRouterError(error) && error._tag === "TooManyRequests" ? error.retryAfterMs ?? defaultWaitMs : null

/** A pace of its own: effects that share it wait together. */
export const make = (): Pace => {
  let notBefore = 0
  const paced = <A, E, R>(effect: Effect.Effect<A, E, R>, waits: number): Effect.Effect<A, E, R> =>
    Effect.zipRight(untilAllowed, effect).pipe(
      Effect.catchAll((error) => {
        const wait = waitOf(error)
        if (wait === null || waits === 0) return Effect.fail(error)
        return Effect.flatMap(Clock.currentTimeMillis, (now) => {
          notBefore = Math.max(notBefore, now + wait)
          return paced(effect, waits - 1)
        })
      })
    )
  const untilAllowed = Effect.suspend(() =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => now < notBefore ? Effect.sleep(notBefore - now) : Effect.void)
  )
  return (effect) => paced(effect, maxWaits)
}
