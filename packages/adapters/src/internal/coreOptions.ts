/** Converts validated options to the settings of core's engine. */
import * as Engine from "@openrouter-keys/core-effect-4/Engine"
import { type EnvironmentOption, environmentVariables } from "@openrouter-keys/protocol/Environment"
import {
  defaultPolicy,
  makePolicy,
  noRetry,
  type RetryPolicy,
  type StatusPattern
} from "@openrouter-keys/protocol/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type { FetchOptions, OpenRouterOptions, RequestOptions } from "../options.js"

// =====================================================================================================================
// Retries
// =====================================================================================================================

const statusPattern = (code: string): StatusPattern => {
  const upper = code.toUpperCase()
  return upper === "4XX" || upper === "5XX" ? upper : Number(upper)
}

/** The timeout of attempts, and when they are retried. */
export type RetrySettings = Pick<RequestOptions, "retries" | "retryCodes" | "timeoutMs">

/** The retry settings of a client, under the names of a call's options. */
export const retrySettingsOf = ({ retryConfig, timeoutMs }: OpenRouterOptions): RetrySettings => ({
  retries: retryConfig,
  timeoutMs
})

/** Retry settings as a policy of protocol. */
const policyOf = ({ retries, retryCodes, timeoutMs = 0 }: RetrySettings): RetryPolicy => {
  if (retries?.strategy === "none") return noRetry
  const { exponent, initialInterval, maxElapsedTime, maxInterval } = retries?.backoff ?? {}
  return makePolicy({
    // A time limit set by the caller replaces the limit on retries.
    maxRetries: maxElapsedTime === undefined ? undefined : Number.POSITIVE_INFINITY,
    initialInterval,
    maxInterval,
    factor: exponent,
    // An attempt is cut off at `maxElapsed`, so that must not be shorter than the timeout.
    maxElapsed: maxElapsedTime ?? Math.max(timeoutMs, defaultPolicy.maxElapsed),
    retryConnectionErrors: retries?.retryConnectionErrors,
    statusCodes: retryCodes?.map(statusPattern)
  })
}

/** The policy of a call; `undefined` if the client's applies. */
const ownPolicyOf = (
  clientSettings: RetrySettings,
  { retries, retryCodes, timeoutMs }: RetrySettings
): RetryPolicy | undefined =>
  retries === undefined && retryCodes === undefined && timeoutMs === undefined
    ? undefined
    : policyOf({
      retries: retries ?? clientSettings.retries,
      retryCodes,
      timeoutMs: timeoutMs ?? clientSettings.timeoutMs
    })

// =====================================================================================================================
// A client
// =====================================================================================================================

/** An environment variable. Browsers and some edge runtimes have none, and Deno throws without permission. */
const variable = (name: string): string | undefined => {
  try {
    return (globalThis as { process?: { env?: Record<string, string> } }).process?.env?.[name]
  } catch {
    return undefined
  }
}

/** The value of an option in the environment. An empty variable counts as unset. */
export const environment = (option: EnvironmentOption): string | undefined =>
  environmentVariables[option].map(variable).find((value) => value !== undefined && value !== "")

const tokenProvider = (apiKey: OpenRouterOptions["apiKey"]): Engine.TokenProvider => {
  if (typeof apiKey === "function") {
    // Not `Effect.tryPromise`, because bundles would contain Effect's own error classes.
    return Effect.callback((resume) => {
      const read = async () => apiKey()
      read().then((token) => resume(Effect.succeed(token)), (error: unknown) => resume(Effect.fail(error)))
    })
  }
  return apiKey || environment("apiKey")
}

/** The settings of a client. Reads the options and the environment once. */
export const engineOptions = (options: OpenRouterOptions): Omit<Engine.EngineOptions, "transport"> => ({
  apiKey: tokenProvider(options.apiKey),
  serverURL: options.serverURL?.toString() ?? environment("serverURL"),
  httpReferer: options.httpReferer ?? environment("httpReferer"),
  appTitle: options.appTitle ?? environment("appTitle"),
  appCategories: options.appCategories ?? environment("appCategories"),
  userAgent: options.userAgent,
  timeout: options.timeoutMs,
  retry: policyOf(retrySettingsOf(options))
})

// =====================================================================================================================
// A call
// =====================================================================================================================

/**
 * Property with the signals that hooks add to the two of a call's options. `AbortSignal.any` would combine them, but is
 * missing before Safari 17.4 and in React Native.
 */
export const moreSignals: unique symbol = Symbol("@openrouter-keys/adapters/signals")

/** Options of a call, and more signals that abort it. */
export interface OptionsWithSignals extends RequestOptions {
  readonly [moreSignals]?: ReadonlyArray<AbortSignal>
}

/** The options of a call without options. Compared by identity to skip validation and signals. */
export const noOptions: RequestOptions = {}

const noSignals: ReadonlyArray<AbortSignal> = []

/** All signals in a call's options. */
export const signalsOf = (options: OptionsWithSignals): ReadonlyArray<AbortSignal> =>
  options === noOptions
    ? noSignals
    : [options.signal, options.fetchOptions?.signal, ...options[moreSignals] ?? []].filter(Predicate.isNotNullish)

/** The first of a call's signals that is aborted. */
export const abortedSignal = (options: RequestOptions = noOptions): AbortSignal | undefined =>
  signalsOf(options).find(({ aborted }) => aborted)

/** The reason of the call's aborted signal, if there is one. A signal that throws counts as not aborted. */
export const abortReason = (options: RequestOptions = noOptions): { readonly reason: unknown } | undefined => {
  try {
    const signal = abortedSignal(options)
    return signal === undefined ? undefined : { reason: signal.reason }
  } catch {
    return undefined
  }
}

/** Headers in any form that fetch accepts, as a record. */
export const headersOf = (headers: RequestOptions["headers"]): { readonly [name: string]: string } =>
  Object.fromEntries(
    Array.from(Predicate.isIterable(headers) ? headers : Object.entries(headers ?? {}))
      .filter((header): header is [string, string] => header[1] !== undefined)
  )

/** Options that the operation or this library sets. */
const ownNames = [
  "method",
  "body",
  "redirect",
  "headers",
  "signal",
  "retries",
  "retryCodes",
  "timeoutMs",
  "serverURL",
  moreSignals
] as const

/** The options of fetch in a call's options; `undefined` if there are none. */
export const fetchInitOf = ({ fetchOptions, ...options }: RequestOptions): FetchOptions | undefined => {
  const init = { ...fetchOptions, ...options } as OptionsWithSignals & RequestInit
  for (const name of ownNames) delete init[name]
  return Object.keys(init).length === 0 ? undefined : init
}

/** Runs an effect with the options of a call. */
export const withRequestOptions = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  clientSettings: RetrySettings,
  options: RequestOptions
): Effect.Effect<A, E, R> => {
  // Most calls have no options, and setting them up would take a tenth of the time of a call.
  if (Object.keys(options).length === 0) return self
  const init = fetchInitOf(options)
  const result = Engine.withOptions(self, {
    timeout: options.timeoutMs,
    retry: ownPolicyOf(clientSettings, options),
    serverURL: options.serverURL?.toString(),
    headers: { ...headersOf(options.fetchOptions?.headers), ...headersOf(options.headers) }
  })
  return init === undefined ? result : Engine.withFetchInit(result, init)
}
