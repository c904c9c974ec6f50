/**
 * Retry policies. A policy is plain data, and `nextStep` applies it. A `create` that may have been processed is never
 * retried, unless a policy lists 503 (see `statusCodes`).
 *
 * @module
 */
import type { Failure } from "./Failure.js"
import { retryAfterOf, shouldRetry } from "./internal/retryRules.js"
import type { Method } from "./Operation.js"

/** A status or a status class. */
export type StatusPattern = number | "4XX" | "5XX"

/** When a failed request is retried. All times are in milliseconds. */
export interface RetryPolicy {
  /** Maximum number of retries; `Infinity` for no maximum. Default: 3. */
  readonly maxRetries: number
  /** Upper bound of the delay before the first retry. Default: 500. */
  readonly initialInterval: number
  /** Factor by which the upper bound grows with each retry, at least 1. Default: 2. */
  readonly factor: number
  /** Maximum of the upper bound. Default: 8,000. */
  readonly maxInterval: number
  /**
   * Time limit for the whole call, including all attempts and delays; `Infinity` for none. If the next delay exceeds
   * the time left, the call fails at once. Default: 60,000.
   */
  readonly maxElapsed: number
  /**
   * Statuses on which a request is retried. A `create` is retried only on 429, and on 503 with `Retry-After` if this
   * lists 503 itself. List it if your gateway returns 503 only for requests that it did not forward. Default: 408, 429,
   * 5XX.
   */
  readonly statusCodes: ReadonlyArray<StatusPattern>
  /** Whether a request is retried if no usable response arrived. Default: `true`. */
  readonly retryConnectionErrors: boolean
}

/** Fields of a policy. Those left out are taken from {@link defaultPolicy}. */
export type RetryPolicyOptions = { readonly [Name in keyof RetryPolicy]?: RetryPolicy[Name] | undefined }

const atLeast = (minimum: number, value: unknown, otherwise: number): number => {
  if (typeof value !== "number" || Number.isNaN(value)) return otherwise
  return value >= minimum ? value : minimum
}

/** Whether a value is a status from 100 to 599, or a status class. */
export const isStatusPattern = (u: unknown): u is StatusPattern =>
  typeof u === "number" ? Number.isInteger(u) && u >= 100 && u <= 599 : u === "4XX" || u === "5XX"

/**
 * Creates a policy from the fields that differ from {@link defaultPolicy}. Invalid values do not throw; they are
 * adjusted.
 */
export const makePolicy = (options: RetryPolicyOptions = {}): RetryPolicy => ({
  maxRetries: Math.floor(atLeast(0, options.maxRetries, 3)),
  initialInterval: atLeast(0, options.initialInterval, 500),
  factor: atLeast(1, options.factor, 2),
  maxInterval: atLeast(0, options.maxInterval, 8000),
  maxElapsed: atLeast(0, options.maxElapsed, 60_000),
  statusCodes: Array.isArray(options.statusCodes) ? options.statusCodes.filter(isStatusPattern) : [408, 429, "5XX"],
  retryConnectionErrors: options.retryConnectionErrors ?? true
})

/**
 * Up to 3 retries within 60 s, after 408, 429, 5XX and lost connections. Full jitter up to 500 ms, doubled with each
 * retry, at most 8 s.
 */
export const defaultPolicy: RetryPolicy = /* @__PURE__ */ makePolicy()

/** No retries. */
export const noRetry: RetryPolicy = /* @__PURE__ */ makePolicy({ maxRetries: 0, maxElapsed: Infinity })

// =====================================================================================================================
// What may be retried
// =====================================================================================================================

/** Whether the same call is safe to repeat and may succeed. True for failures that {@link defaultPolicy} retries. */
export const isRetryable = (method: Method, failure: Failure): boolean => shouldRetry(defaultPolicy, method, failure)

// =====================================================================================================================
// When
// =====================================================================================================================

/** Whether to retry, and after how many milliseconds. */
export type NextStep = { readonly _tag: "Stop" } | { readonly _tag: "Retry"; readonly delayMs: number }

/** The longest delay that timers support. */
const maxTimer = 2 ** 31 - 1

/** Exponential backoff with full jitter. `retry` counts from 1. */
const backoff = ({ factor, initialInterval, maxInterval }: RetryPolicy, retry: number, random: number): number => {
  const grown = initialInterval === 0 ? 0 : initialInterval * factor ** (retry - 1)
  return Math.ceil(random * Math.min(grown, maxInterval, maxTimer))
}

/** Adds jitter, so that clients with the same `Retry-After` do not return at the same instant. */
const askedDelay = (askedMs: number, random: number): number =>
  Math.ceil(askedMs + random * Math.min(Math.max(askedMs / 4, 100), 1000))

/**
 * Minimum time left, in milliseconds, for another attempt to start. A create that times out after a rejection would
 * turn a certain outcome into an unknown one.
 */
export const minAttemptTime = (method: Method, policy: RetryPolicy): number =>
  method === "POST" ? Math.min(1000, policy.maxElapsed / 10) : 1

const stop: NextStep = { _tag: "Stop" }

/**
 * What to do after a failed attempt. `attempts` is the number of attempts so far, `elapsedMs` the time since the call
 * began on a monotonic clock, and `random` a number in [0, 1). The delay is the computed backoff or the time the
 * service asks for, whichever is longer.
 */
export const nextStep = (
  policy: RetryPolicy,
  method: Method,
  failure: Failure,
  attempts: number,
  elapsedMs: number,
  random: number
): NextStep => {
  if (attempts > policy.maxRetries || !shouldRetry(policy, method, failure)) return stop
  const asked = retryAfterOf(failure)
  const computed = backoff(policy, attempts, random)
  const delayMs = asked === null ? computed : Math.max(computed, askedDelay(asked, random))
  const fits = elapsedMs + delayMs <= policy.maxElapsed - minAttemptTime(method, policy)
  return fits && delayMs <= maxTimer ? { _tag: "Retry", delayMs } : stop
}
