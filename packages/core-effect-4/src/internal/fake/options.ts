/** Options and faults of the fake with durations as Effect has them, and in milliseconds. */
import type * as Fake from "@openrouter-keys/protocol/fake"
import * as Duration from "effect/Duration"

/** A limit on requests per time: a fixed window that opens with a request and closes after `interval`. */
export interface RateLimit {
  readonly requests: number
  readonly interval: Duration.Input
}

/**
 * What goes wrong with the next matching requests. Without `status` the request is processed as usual, and `headers`,
 * `body`, `cut`, `malformed` and `drop: "after"` change only the response.
 */
export interface Fault extends Omit<Fake.Fault, "delay"> {
  /** Time that passes first; with `drop: "after"`, between the change and the lost response. */
  readonly delay?: Duration.Input | undefined
}

const millis = (duration: Duration.Input): number => Duration.toMillis(Duration.fromInputUnsafe(duration))

/** A fault with its delay in milliseconds. */
export const toFault = ({ delay, ...fault }: Fault): Fake.Fault =>
  delay === undefined ? fault : { ...fault, delay: millis(delay) }

/** A rate limit with its interval in milliseconds. */
export const toRateLimit = ({ interval, requests }: RateLimit): Fake.RateLimit => ({
  requests,
  interval: millis(interval)
})

/** Milliseconds of a duration that may be missing. */
export const toMillis = (duration: Duration.Input | undefined): number | undefined =>
  duration === undefined ? undefined : millis(duration)
