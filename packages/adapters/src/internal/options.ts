/** From the options of a Promise client, once they are checked, to the settings of core's engine. */
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
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Struct from "effect/Struct"
import type { FetchOptions, OpenRouterOptions, RequestOptions } from "../options.js"

// =====================================================================================================================
// Retries
// =====================================================================================================================

const statusPattern = (code: string): StatusPattern => {
  const upper = code.toUpperCase()
  return upper === "4XX" || upper === "5XX" ? upper : Number(upper)
}

/** Settings of attempts: their timeout, and when they are retried. */
export type Attempts = Pick<RequestOptions, "retries" | "retryCodes" | "timeoutMs">

/** Those of a client, by the names that a call has for them. */
export const attemptsOf = ({ retryConfig, timeoutMs }: OpenRouterOptions): Attempts => ({
  retries: retryConfig,
  timeoutMs
})

/** The same as a policy. */
const policyOf = ({ retries, retryCodes, timeoutMs = 0 }: Attempts): RetryPolicy => {
  if (retries?.strategy === "none") return noRetry
  const { exponent, initialInterval, maxElapsedTime, maxInterval } = retries?.backoff ?? {}
  return makePolicy({
    // With a time limit of the caller's, the number of retries has none.
    maxRetries: maxElapsedTime === undefined ? undefined : Number.POSITIVE_INFINITY,
    initialInterval,
    maxInterval,
    factor: exponent,
    // An attempt gets no more than is left of the whole, and has to get its timeout.
    maxElapsed: maxElapsedTime ?? Math.max(timeoutMs, defaultPolicy.maxElapsed),
    retryConnectionErrors: retries?.retryConnectionErrors,
    statusCodes: retryCodes?.map(statusPattern)
  })
}

/** A call's own policy; `undefined` where it has none, and the client's applies. */
const ownPolicyOf = (ofClient: Attempts, { retries, retryCodes, timeoutMs }: Attempts): RetryPolicy | undefined =>
  retries === undefined && retryCodes === undefined && timeoutMs === undefined
    ? undefined
    : policyOf({ retries: retries ?? ofClient.retries, retryCodes, timeoutMs: timeoutMs ?? ofClient.timeoutMs })

// =====================================================================================================================
// A client
// =====================================================================================================================

/** A variable of the environment. Browsers and some edge runtimes have no environment, and Deno asks for permission. */
const variable = (name: string): string | undefined =>
  Result.getOrUndefined(
    Result.try(() => (globalThis as { process?: { env?: Record<string, string> } }).process?.env?.[name])
  )

/** An option's value in the environment. An empty variable counts as unset. */
export const environment = (option: EnvironmentOption): string | undefined =>
  environmentVariables[option].map(variable).find((value) => value !== undefined && value !== "")

const tokenProvider = (apiKey: OpenRouterOptions["apiKey"]): Engine.TokenProvider => {
  if (typeof apiKey === "function") {
    return Effect.tryPromise({ try: async () => apiKey(), catch: (error) => error })
  }
  return apiKey || environment("apiKey")
}

/** The settings of a client. Options and environment are read once, when it is made. */
export const engineOptions = (options: OpenRouterOptions): Omit<Engine.EngineOptions, "transport"> => ({
  apiKey: tokenProvider(options.apiKey),
  serverURL: options.serverURL?.toString() ?? environment("serverURL"),
  httpReferer: options.httpReferer ?? environment("httpReferer"),
  appTitle: options.appTitle ?? environment("appTitle"),
  appCategories: options.appCategories ?? environment("appCategories"),
  userAgent: options.userAgent,
  timeout: options.timeoutMs,
  retry: policyOf(attemptsOf(options))
})

// =====================================================================================================================
// A call
// =====================================================================================================================

/**
 * Where the hooks put signals beside the two that a call's options have room for. `AbortSignal.any` would make one of
 * them, but is missing before Safari 17.4 and in React Native.
 */
export const moreSignals: unique symbol = Symbol("@openrouter-keys/adapters/signals")

/** Options of a call, and further signals that end it. */
export interface OptionsWithSignals extends RequestOptions {
  readonly [moreSignals]?: ReadonlyArray<AbortSignal>
}

/** Those of most calls: there is nothing in them to check, and no signal to listen to. */
export const noOptions: RequestOptions = {}

const noSignals: ReadonlyArray<AbortSignal> = []

/** The signals in a call's options. */
export const signalsOf = (options: OptionsWithSignals): ReadonlyArray<AbortSignal> =>
  options === noOptions
    ? noSignals
    : [options.signal, options.fetchOptions?.signal, ...options[moreSignals] ?? []].filter(Predicate.isNotNullish)

/** The one of a call's signals that says to end it. */
export const abortedOf = (options: RequestOptions = noOptions): AbortSignal | undefined =>
  signalsOf(options).find(({ aborted }) => aborted)

/** The reason for which a call under way is aborted, if it is. A signal that can no longer be read aborts nothing. */
export const abortOf = (options: RequestOptions = noOptions): Option.Option<unknown> =>
  options === noOptions ? Option.none() : Option.flatten(
    Option.liftThrowable(() => Option.map(Option.fromNullishOr(abortedOf(options)), ({ reason }): unknown => reason))()
  )

/** The headers in a call's options, in whatever form they are written. */
export const headersOf = (headers: RequestOptions["headers"]): { readonly [name: string]: string } =>
  Object.fromEntries(
    Array.from(Predicate.isIterable(headers) ? headers : Object.entries(headers ?? {}))
      .filter((header): header is [string, string] => header[1] !== undefined)
  )

/** What fetch gets of a call's options; `undefined` where that is nothing. */
export const initOf = ({ fetchOptions, ...options }: RequestOptions): FetchOptions | undefined => {
  const init = Struct.omit(
    { ...fetchOptions, ...options } as OptionsWithSignals & RequestInit,
    // What the operation and this library say.
    ["method", "body", "redirect", "headers", "signal", "retries", "retryCodes", "timeoutMs", "serverURL", moreSignals]
  )
  return Object.keys(init).length === 0 ? undefined : init
}

/** Runs an effect with the options of a call. */
export const withRequestOptions = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  ofClient: Attempts,
  options: RequestOptions
): Effect.Effect<A, E, R> => {
  // Most calls have none, and setting up what they run with costs a tenth of them.
  if (Struct.keys(options).length === 0) return self
  const init = initOf(options)
  const configured = Engine.withOptions(self, {
    timeout: options.timeoutMs,
    retry: ownPolicyOf(ofClient, options),
    serverURL: options.serverURL?.toString(),
    headers: { ...headersOf(options.fetchOptions?.headers), ...headersOf(options.headers) }
  })
  return init === undefined ? configured : Engine.withFetchInit(configured, init)
}
