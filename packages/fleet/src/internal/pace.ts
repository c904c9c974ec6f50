/** Waits where the service says that there are too many requests, and lets everything that is paced together wait. */
import { isOpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** Runs an effect, and again after a pause where it failed with 429. */
export type Pace = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Where the service does not say how long: `TooManyRequests` advises a minute. */
const defaultWaitMs = 60_000

/** Waits in a row without a success in between. */
const maxWaits = 10

/** How long the service asks to wait before a request that it has rejected; `null` for another failure. */
const waitOf = (error: unknown): number | null =>
  isOpenRouterError(error) && error._tag === "TooManyRequests" ? error.retryAfterMs ?? defaultWaitMs : null

/** How calls are paced: `turn` waits until the next one may begin, `pause` holds all of them up for milliseconds. */
export interface Turns {
  readonly turn: Effect.Effect<void>
  readonly pause: (millis: number) => Effect.Effect<void>
}

/** The pace of all calls that share these turns. */
export const over = ({ pause, turn }: Turns): Pace => {
  const paced = <A, E, R>(effect: Effect.Effect<A, E, R>, waits: number): Effect.Effect<A, E, R> =>
    Effect.zipRight(turn, effect).pipe(
      Effect.catchAll((error) => {
        const wait = waitOf(error)
        return wait === null || waits === 0
          ? Effect.fail(error)
          : Effect.zipRight(pause(wait), Effect.suspend(() => paced(effect, waits - 1)))
      })
    )
  return (effect) => paced(effect, maxWaits)
}

/** A pace of its own: effects that share it wait together. */
export const make = (): Pace => {
  let notBefore = 0
  return over({
    turn: Effect.flatMap(
      Clock.currentTimeMillis,
      (now) => now < notBefore ? Effect.sleep(notBefore - now) : Effect.void
    ),
    pause: (wait) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        notBefore = Math.max(notBefore, now + wait)
      })
  })
}
