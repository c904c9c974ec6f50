/** From the options of ordinary code to the layers and settings of core. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { OpenRouterClient } from "@openrouter-keys/core/OpenRouterClient"
import { RetryPolicy, type StatusPattern } from "@openrouter-keys/core/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { OpenRouterOptions, RequestOptions, RetryConfig } from "../options.js"

/** A variable of the environment; browsers and some edge runtimes have none. An empty one counts as none. */
const environment = (name: string): string | undefined =>
  (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.[name] || undefined

const bearer = (apiKey: OpenRouterOptions["apiKey"]): OpenRouterClient.Options["apiKey"] => {
  if (typeof apiKey === "function") {
    return Effect.map(Effect.tryPromise({ try: async () => apiKey(), catch: (error) => error }), Redacted.make)
  }
  const given = apiKey || environment("OPENROUTER_API_KEY")
  return given === undefined
    ? Effect.fail(new Error("no API key was given: pass `apiKey`, or set OPENROUTER_API_KEY"))
    : Redacted.make(given)
}

const pattern = (code: string): StatusPattern => {
  const upper = code.toUpperCase()
  return upper === "4XX" || upper === "5XX" ? upper : Number(upper)
}

const retryPolicy = (
  config: RetryConfig | undefined,
  codes: ReadonlyArray<string> | undefined
): RetryPolicy | undefined => {
  if (config === undefined && codes === undefined) return undefined
  if (config?.strategy === "none") return RetryPolicy.none
  const { backoff, retryConnectionErrors } = config ?? {}
  return RetryPolicy.make({
    // In this form it is time that bounds the retries, not their number.
    maxRetries: backoff === undefined ? undefined : Number.POSITIVE_INFINITY,
    initialInterval: backoff?.initialInterval,
    maxInterval: backoff?.maxInterval,
    factor: backoff?.exponent,
    maxElapsed: backoff?.maxElapsedTime,
    retryConnectionErrors,
    statusCodes: codes?.map(pattern)
  })
}

const carrier = ({ fetch, httpClient }: OpenRouterOptions): Layer.Layer<HttpClient.HttpClient> => {
  if (httpClient !== undefined) return httpClient
  return fetch === undefined
    ? FetchHttpClient.layer
    : Layer.provide(FetchHttpClient.layer, Layer.succeed(FetchHttpClient.Fetch, fetch))
}

/** The service that a client's options ask for. */
export const layerOf = (options: OpenRouterOptions): Layer.Layer<ApiKeys> =>
  ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layer({
      apiKey: bearer(options.apiKey),
      serverURL: options.serverURL ?? environment("OPENROUTER_BASE_URL"),
      httpReferer: options.httpReferer ?? environment("OPENROUTER_HTTP_REFERER"),
      appTitle: options.appTitle ?? environment("OPENROUTER_APP_TITLE"),
      appCategories: options.appCategories ?? environment("OPENROUTER_APP_CATEGORIES"),
      userAgent: options.userAgent,
      timeout: options.timeoutMs,
      retry: retryPolicy(options.retryConfig, undefined)
    })),
    Layer.provide(carrier(options))
  )

/** The signals that a call's options hold, as one. */
export const signalOf = ({ fetchOptions, signal }: RequestOptions): AbortSignal | undefined => {
  const signals = [signal, fetchOptions?.signal].filter((each) => each !== undefined && each !== null)
  return signals.length > 1 ? AbortSignal.any(signals) : signals[0]
}

/** Headers in any of fetch's forms; whether they can be sent is for core to say. */
const headersOf = (headers: RequestInit["headers"] = {}): { readonly [name: string]: string } => {
  const entries = Symbol.iterator in headers ? [...headers as Iterable<[string, string]>] : Object.entries(headers)
  return Object.fromEntries(entries)
}

/** Runs an effect with what a call's options say. */
export const withRequestOptions = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  options: RequestOptions
): Effect.Effect<A, E, R> => {
  const { headers, signal: _, ...init } = options.fetchOptions ?? {}
  const configured = OpenRouterClient.withOptions(self, {
    timeout: options.timeoutMs,
    retry: retryPolicy(options.retries, options.retryCodes),
    serverURL: options.serverURL,
    headers: { ...headersOf(headers), ...options.headers }
  })
  return options.fetchOptions === undefined
    ? configured
    : Effect.provideService(configured, FetchHttpClient.RequestInit, init)
}
