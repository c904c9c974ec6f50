/** Converts options and faults of the fake from Effect durations to milliseconds. */
import type * as Fake from "@openrouter-keys/protocol/fake"
import * as Duration from "effect/Duration"

/** A rate limit: a fixed window that opens with a request and closes after `interval`. */
export interface RateLimit {
  readonly requests: number
  readonly interval: Duration.Input
}

/**
 * A fault for the next matching requests. Without `status` the request is processed as usual, and `headers`, `body`,
 * `cut`, `malformed` and `drop: "after"` change only the response.
 */
export interface Fault extends Omit<Fake.Fault, "delay"> {
  /** Delay before the request is processed; with `drop: "after"`, between the change and the lost response. */
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

/** Milliseconds of an optional duration. */
export const toMillis = (duration: Duration.Input | undefined): number | undefined =>
  duration === undefined ? undefined : millis(duration)
