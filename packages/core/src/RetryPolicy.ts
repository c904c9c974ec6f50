/**
 * Retry policies; see {@link RetryPolicy}.
 *
 * @module
 */
import * as Policy from "@openrouter-keys/protocol/RetryPolicy"
import * as Duration from "effect/Duration"

export type { StatusPattern } from "@openrouter-keys/protocol/RetryPolicy"

/** When a failed request is retried: plain data, with times in milliseconds. */
export interface RetryPolicy extends Policy.RetryPolicy {}

export declare namespace RetryPolicy {
  /** Options of {@link RetryPolicy.make}. Those left out are taken from {@link RetryPolicy.default}. */
  export interface Options extends Omit<Policy.RetryPolicyOptions, "initialInterval" | "maxInterval" | "maxElapsed"> {
    /** Upper bound of the delay before the first retry. Default: 500 ms. */
    readonly initialInterval?: Duration.DurationInput | undefined
    /** Maximum of the upper bound. Default: 8 s. */
    readonly maxInterval?: Duration.DurationInput | undefined
    /** Time limit for the whole call, including all attempts and delays. Default: 60 s. */
    readonly maxElapsed?: Duration.DurationInput | undefined
  }
}

const millis = (duration: Duration.DurationInput | undefined): number | undefined =>
  duration === undefined ? undefined : Duration.toMillis(Duration.decode(duration))

/**
 * Retry policies.
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
  /**
   * Up to 3 retries within 60 s, after 408, 429, 5XX and lost connections. Full jitter up to 500 ms, doubled with each
   * retry, at most 8 s.
   */
  readonly default: RetryPolicy
  /** No retries. */
  readonly none: RetryPolicy
  /** Creates a policy from the options that differ from {@link RetryPolicy.default}. Throws for an invalid duration. */
  readonly make: (options?: RetryPolicy.Options) => RetryPolicy
} = {
  default: Policy.defaultPolicy,
  none: Policy.noRetry,
  make: ({ initialInterval, maxElapsed, maxInterval, ...options } = {}) =>
    Policy.makePolicy({
      ...options,
      initialInterval: millis(initialInterval),
      maxInterval: millis(maxInterval),
      maxElapsed: millis(maxElapsed)
    })
}
