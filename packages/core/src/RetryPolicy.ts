/**
 * When a failed request is sent again: plain data. One room interprets it (see {@link RetryPolicy}), and nothing in it
 * can make a `create` be sent twice that may have been carried out.
 *
 * @module
 */
import * as Duration from "effect/Duration"

/** A status, or a class of them. */
export type StatusPattern = number | "4XX" | "5XX"

/**
 * When a failed request is sent again.
 *
 * `list`, `get`, `update`, `delete` and `getCurrentKeyMetadata` are sent again on `statusCodes` and, with
 * `retryConnectionErrors`, on refused, reset and timed out connections and cut bodies. `create` is sent again only where
 * it certainly was not carried out: the connection was never made, 429, or 503 with `Retry-After`. Whatever the policy
 * says can narrow that, never widen it.
 *
 * The delay before retry n is random between nothing and `initialInterval × factor^(n-1)`, at most `maxInterval`
 * (exponential backoff, full jitter). `retry-after-ms` or `Retry-After` replaces it.
 */
export interface RetryPolicy {
  /** How many times a request is sent again at most. Default: 3. */
  readonly maxRetries: number
  /** Upper bound of the first delay. Default: 500 ms. */
  readonly initialInterval: Duration.Duration
  /** What the upper bound is multiplied with from delay to delay. Default: 2. */
  readonly factor: number
  /** Upper bound of every computed delay. Default: 8 s. */
  readonly maxInterval: Duration.Duration
  /**
   * Time for the call as a whole, attempts and delays together. A delay that would not fit into what is left is not
   * waited for: the call fails at once, with `retryAfter` on the error where the service asked for the delay. An
   * attempt gets no more time than is left. Default: 60 s.
   */
  readonly maxElapsed: Duration.Duration
  /** Statuses on which a request is sent again. Default: 408, 429, and 500 to 599. */
  readonly statusCodes: ReadonlyArray<StatusPattern>
  /** Whether a request is sent again when no usable answer came. Default: `true`. */
  readonly retryConnectionErrors: boolean
}

export declare namespace RetryPolicy {
  /** What {@link RetryPolicy.make} takes; what is left out is as in {@link RetryPolicy.default}. */
  export interface Options {
    readonly maxRetries?: number | undefined
    readonly initialInterval?: Duration.DurationInput | undefined
    readonly factor?: number | undefined
    readonly maxInterval?: Duration.DurationInput | undefined
    readonly maxElapsed?: Duration.DurationInput | undefined
    readonly statusCodes?: ReadonlyArray<StatusPattern> | undefined
    readonly retryConnectionErrors?: boolean | undefined
  }
}

const atLeast = (minimum: number, value: number): number => value >= minimum ? value : minimum

const make = (options: RetryPolicy.Options = {}): RetryPolicy => ({
  maxRetries: Math.floor(atLeast(0, options.maxRetries ?? 3)),
  initialInterval: Duration.decode(options.initialInterval ?? "500 millis"),
  factor: atLeast(1, options.factor ?? 2),
  maxInterval: Duration.decode(options.maxInterval ?? "8 seconds"),
  maxElapsed: Duration.decode(options.maxElapsed ?? "60 seconds"),
  statusCodes: options.statusCodes ?? [408, 429, "5XX"],
  retryConnectionErrors: options.retryConnectionErrors ?? true
})

/**
 * Policies, and how to make one.
 *
 * @example
 * ```ts
 * import { ApiKeys, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core"
 * import { Effect } from "effect"
 *
 * const patient = RetryPolicy.make({ maxRetries: 10, maxElapsed: "5 minutes" })
 *
 * export const main = ApiKeys.list().pipe(
 *   OpenRouterClient.withOptions({ retry: patient }),
 *   Effect.provide(ApiKeys.layerLive)
 * )
 * ```
 */
export const RetryPolicy: {
  /** 3 retries, from 500 ms by 2 up to 8 s with full jitter, 60 s in all, on 408, 429, 5XX and lost connections. */
  readonly default: RetryPolicy
  /** Every request is sent once. */
  readonly none: RetryPolicy
  /** A policy from what should differ from {@link RetryPolicy.default}. */
  readonly make: (options?: RetryPolicy.Options) => RetryPolicy
} = {
  default: make({}),
  none: make({ maxRetries: 0, maxElapsed: Duration.infinity }),
  make
}
