/**
 * When a failed request is retried: a policy is plain data, and `nextStep` interprets it. No policy can make a `create`
 * that may have been processed go out a second time, but one that names 503 (see `statusCodes`).
 *
 * @module
 */
import type { Failure } from "./Failure.js"
import { retryAfterOf, shouldRetry } from "./internal/retryRules.js"
import type { Method } from "./Operation.js"

/** A status, or a class of them. */
export type StatusPattern = number | "4XX" | "5XX"

/** When a failed request is retried. All times are in milliseconds. */
export interface RetryPolicy {
  /** How many times a request is retried at most; `Infinity` for no bound. Default: 3. */
  readonly maxRetries: number
  /** Upper bound of the first computed delay. Default: 500. */
  readonly initialInterval: number
  /** Factor by which the upper bound grows from delay to delay, at least 1. Default: 2. */
  readonly factor: number
  /** Upper bound of every computed delay. Default: 8,000. */
  readonly maxInterval: number
  /**
   * Time for the call as a whole, attempts and delays together; `Infinity` for no bound. A delay that would not fit into
   * the time left is not waited for: the call fails at once. Default: 60,000.
   */
  readonly maxElapsed: number
  /**
   * Statuses on which a request is retried. A `create` is retried only on 429, and on 503 with `Retry-After` if this
   * names 503 itself: do so if your gateway answers so only for requests it did not pass on. Default: 408, 429, 5XX.
   */
  readonly statusCodes: ReadonlyArray<StatusPattern>
  /** Whether a request is retried when no usable response came. Default: `true`. */
  readonly retryConnectionErrors: boolean
}

/** Fields of a policy; those left out are as in {@link defaultPolicy}. */
export type RetryPolicyOptions = { readonly [Name in keyof RetryPolicy]?: RetryPolicy[Name] | undefined }

const atLeast = (minimum: number, value: unknown, otherwise: number): number => {
  if (typeof value !== "number" || Number.isNaN(value)) return otherwise
  return value >= minimum ? value : minimum
}

/** Whether a value is a status from 100 to 599, or a class of them. */
export const isStatusPattern = (u: unknown): u is StatusPattern =>
  typeof u === "number" ? Number.isInteger(u) && u >= 100 && u <= 599 : u === "4XX" || u === "5XX"

/** A policy from what should differ from {@link defaultPolicy}. Invalid values do not throw: they are adjusted. */
export const makePolicy = (options: RetryPolicyOptions = {}): RetryPolicy => ({
  maxRetries: Math.floor(atLeast(0, options.maxRetries, 3)),
  initialInterval: atLeast(0, options.initialInterval, 500),
  factor: atLeast(1, options.factor, 2),
  maxInterval: atLeast(0, options.maxInterval, 8000),
  maxElapsed: atLeast(0, options.maxElapsed, 60_000),
  statusCodes: Array.isArray(options.statusCodes) ? options.statusCodes.filter(isStatusPattern) : [408, 429, "5XX"],
  retryConnectionErrors: options.retryConnectionErrors ?? true
})

/** 3 retries with full jitter, from 500 ms by 2 up to 8 s, 60 s in all, on 408, 429, 5XX and lost connections. */
export const defaultPolicy: RetryPolicy = /* @__PURE__ */ makePolicy()

/** Every request is sent once. */
export const noRetry: RetryPolicy = /* @__PURE__ */ makePolicy({ maxRetries: 0, maxElapsed: Infinity })

// =====================================================================================================================
// What may be retried
// =====================================================================================================================

/** Whether the same call is safe to repeat and may succeed: what {@link defaultPolicy} retries. */
export const isRetryable = (method: Method, failure: Failure): boolean => shouldRetry(defaultPolicy, method, failure)

// =====================================================================================================================
// When
// =====================================================================================================================

/** Whether to retry, and after how many milliseconds. */
export type NextStep = { readonly _tag: "Stop" } | { readonly _tag: "Retry"; readonly delayMs: number }

/** The longest delay that timers keep. */
const maxTimer = 2 ** 31 - 1

/** Exponential backoff with full jitter. `retry` counts from 1. */
const backoff = ({ factor, initialInterval, maxInterval }: RetryPolicy, retry: number, random: number): number => {
  const grown = initialInterval === 0 ? 0 : initialInterval * factor ** (retry - 1)
  return Math.ceil(random * Math.min(grown, maxInterval, maxTimer))
}

/** Clients that are told the same wait do not come back in the same instant. */
const askedDelay = (askedMs: number, random: number): number =>
  Math.ceil(askedMs + random * Math.min(Math.max(askedMs / 4, 100), 1000))

/**
 * Milliseconds that an attempt must have left to be started. A create that is cut off after a rejection would turn a
 * certain outcome into an unknown one.
 */
export const minAttemptTime = (method: Method, policy: RetryPolicy): number =>
  method === "POST" ? Math.min(1000, policy.maxElapsed / 10) : 1

const stop: NextStep = { _tag: "Stop" }

/**
 * What to do after a failed attempt. `attempts` counts those made so far, `elapsedMs` is the time since the call began,
 * by a monotonic clock, and `random` is in [0, 1). The delay is at least the computed backoff and at least the time that
 * the service asks for.
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
