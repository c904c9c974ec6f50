/** From the options of ordinary code, once they are checked, to the layers and settings of core. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import * as FetchClient from "@openrouter-keys/core/FetchClient"
import { OpenRouterClient } from "@openrouter-keys/core/OpenRouterClient"
import { RetryPolicy, type StatusPattern } from "@openrouter-keys/core/RetryPolicy"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FiberRef from "effect/FiberRef"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Struct from "effect/Struct"
import type { FetchOptions, OpenRouterOptions, RequestOptions } from "../options.js"

// =====================================================================================================================
// Retries
// =====================================================================================================================

const statusPattern = (code: string): StatusPattern => {
  const upper = code.toUpperCase()
  return upper === "4XX" || upper === "5XX" ? upper : Number(upper)
}

/** What a client or a call says of its attempts: their time, and when there is another. */
export type Attempts = Pick<RequestOptions, "retries" | "retryCodes" | "timeoutMs">

/** What a client says of them, in the words of a call. */
export const attemptsOf = ({ retryConfig, timeoutMs }: OpenRouterOptions): Attempts => ({
  retries: retryConfig,
  timeoutMs
})

/** The same in core's words. */
const policyOf = ({ retries, retryCodes, timeoutMs = 0 }: Attempts): RetryPolicy => {
  if (retries?.strategy === "none") return RetryPolicy.none
  const { exponent, initialInterval, maxElapsedTime, maxInterval } = retries?.backoff ?? {}
  return RetryPolicy.make({
    // Whoever says how long to go on is not stopped by a number.
    maxRetries: maxElapsedTime === undefined ? undefined : Number.POSITIVE_INFINITY,
    initialInterval,
    maxInterval,
    factor: exponent,
    // An attempt gets no more than is left of the whole, and has to get what it was promised.
    maxElapsed: maxElapsedTime ?? Math.max(timeoutMs, Duration.toMillis(RetryPolicy.default.maxElapsed)),
    retryConnectionErrors: retries?.retryConnectionErrors,
    statusCodes: retryCodes?.map(statusPattern)
  })
}

/** A call's own policy; `undefined` where it says nothing, and the client's stands. */
const ownPolicyOf = (ofClient: Attempts, { retries, retryCodes, timeoutMs }: Attempts): RetryPolicy | undefined =>
  retries === undefined && retryCodes === undefined && timeoutMs === undefined
    ? undefined
    : policyOf({ retries: retries ?? ofClient.retries, retryCodes, timeoutMs: timeoutMs ?? ofClient.timeoutMs })

// =====================================================================================================================
// A client
// =====================================================================================================================

/**
 * A variable of the environment; an empty one counts as none. Browsers and some edge runtimes have no environment, and
 * Deno asks for permission.
 */
export const environment = (name: string): string | undefined =>
  Either.getOrUndefined(
    Either.try(() => (globalThis as { process?: { env?: Record<string, string> } }).process?.env?.[name])
  ) || undefined

const bearer = (apiKey: OpenRouterOptions["apiKey"]): OpenRouterClient.Options["apiKey"] => {
  if (typeof apiKey === "function") {
    return Effect.map(Effect.tryPromise({ try: async () => apiKey(), catch: (error) => error }), Redacted.make)
  }
  const given = apiKey || environment("OPENROUTER_API_KEY")
  return given === undefined
    ? Effect.fail(new Error("there is none: pass `apiKey`, or set OPENROUTER_API_KEY"))
    : Redacted.make(given)
}

const carrier = (
  { fetch, httpClient }: Pick<OpenRouterOptions, "fetch" | "httpClient">
): Layer.Layer<HttpClient.HttpClient> => {
  if (httpClient !== undefined) return httpClient
  return fetch === undefined ? FetchClient.layer : Layer.succeed(HttpClient.HttpClient, FetchClient.make(fetch))
}

/** Counts the requests of the call whose fiber it is set on: an ended call must know whether any was made. */
export const requestCount: FiberRef.FiberRef<{ requests: number }> = FiberRef.unsafeMake({ requests: 0 })

const counting = HttpClient.mapRequestEffect((request) =>
  Effect.map(FiberRef.get(requestCount), (count) => {
    count.requests++
    return request
  })
)

/**
 * The service that a client's options ask for. Options and environment are read at once; the layers, which take more
 * than all the rest of a client, are made when they are needed.
 */
export const layerOf = (options: OpenRouterOptions): () => Layer.Layer<ApiKeys> => {
  const settings: OpenRouterClient.Options = {
    apiKey: bearer(options.apiKey),
    serverURL: options.serverURL?.toString() ?? environment("OPENROUTER_BASE_URL"),
    httpReferer: options.httpReferer ?? environment("OPENROUTER_HTTP_REFERER"),
    appTitle: options.appTitle ?? environment("OPENROUTER_APP_TITLE"),
    appCategories: options.appCategories ?? environment("OPENROUTER_APP_CATEGORIES"),
    userAgent: options.userAgent,
    timeout: options.timeoutMs,
    retry: policyOf(attemptsOf(options)),
    transformClient: counting
  }
  const { fetch, httpClient } = options
  return () =>
    ApiKeys.layer.pipe(Layer.provide(OpenRouterClient.layer(settings)), Layer.provide(carrier({ fetch, httpClient })))
}

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

/** The signals in a call's options. */
export const signalsOf = (options: OptionsWithSignals): ReadonlyArray<AbortSignal> =>
  [options.signal, options.fetchOptions?.signal, ...options[moreSignals] ?? []].filter(Predicate.isNotNullable)

/** The one of a call's signals that says to end it. */
export const abortedOf = (options: RequestOptions = {}): AbortSignal | undefined =>
  signalsOf(options).find(({ aborted }) => aborted)

/** The reason for which a call under way is aborted, if it is. A signal that can no longer be read aborts nothing. */
export const abortOf = (options: RequestOptions = {}): Option.Option<unknown> =>
  Option.flatten(
    Option.liftThrowable(() => Option.map(Option.fromNullable(abortedOf(options)), ({ reason }): unknown => reason))()
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
  )
  return Object.keys(init).length === 0 ? undefined : init
}

/** Runs an effect with what a call's options say. */
export const withRequestOptions = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  ofClient: Attempts,
  options: RequestOptions
): Effect.Effect<A, E, R> => {
  // Most calls say nothing of their own, and setting what they run with costs a tenth of them.
  if (Struct.keys(options).length === 0) return self
  const init = initOf(options)
  const configured = OpenRouterClient.withOptions(self, {
    timeout: options.timeoutMs,
    retry: ownPolicyOf(ofClient, options),
    serverURL: options.serverURL?.toString(),
    headers: { ...headersOf(options.fetchOptions?.headers), ...headersOf(options.headers) }
  })
  return init === undefined ? configured : Effect.provideService(configured, FetchHttpClient.RequestInit, init)
}
