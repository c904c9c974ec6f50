/** Waits after a 429, together with all other calls of the same pace. */
import { isOpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** Runs an effect, and repeats it after a delay if it failed with 429. */
export type Pace = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Delay if the service does not say how long to wait: a minute, as `TooManyRequests` advises. */
const defaultWaitMs = 60_000

/** Maximum number of delays without a success in between. */
const maxWaits = 10

/** How long to wait after a 429, in milliseconds; `null` for other errors. */
const waitOf = (error: unknown): number | null =>
  isOpenRouterError(error) && error._tag === "TooManyRequests" ? error.retryAfterMs ?? defaultWaitMs : null

/** Paces calls: `turn` waits until the next one may begin, `pause` delays all of them, in milliseconds. */
export interface Turns {
  readonly turn: Effect.Effect<void>
  readonly pause: (millis: number) => Effect.Effect<void>
}

/** Makes a pace whose calls share these turns. */
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

/** Makes a pace in this process: effects that share it wait together. */
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
