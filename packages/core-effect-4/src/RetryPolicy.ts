/**
 * When a failed request is retried: plain data. See {@link RetryPolicy}.
 *
 * @module
 */
import * as Policy from "@openrouter-keys/protocol/RetryPolicy"
import * as Duration from "effect/Duration"

export type { StatusPattern } from "@openrouter-keys/protocol/RetryPolicy"

/** When a failed request is retried: plain data, times in milliseconds. */
export interface RetryPolicy extends Policy.RetryPolicy {}

export declare namespace RetryPolicy {
  /** Options of {@link RetryPolicy.make}; those left out are as in {@link RetryPolicy.default}. */
  export interface Options extends Omit<Policy.RetryPolicyOptions, "initialInterval" | "maxInterval" | "maxElapsed"> {
    /** Upper bound of the first delay. Default: 500 ms. */
    readonly initialInterval?: Duration.Input | undefined
    /** Upper bound of every computed delay. Default: 8 s. */
    readonly maxInterval?: Duration.Input | undefined
    /** Time for the call as a whole, attempts and delays together. Default: 60 s. */
    readonly maxElapsed?: Duration.Input | undefined
  }
}

const millis = (duration: Duration.Input | undefined): number | undefined =>
  duration === undefined ? undefined : Duration.toMillis(Duration.fromInputUnsafe(duration))

/**
 * Policies, and how to make one.
 *
 * @example
 * ```ts
 * import { ApiKeys, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core-effect-4"
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
  /** A policy from what should differ from {@link RetryPolicy.default}. Throws where a duration cannot be read. */
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
