/**
 * The connection to OpenRouter: server URL, bearer token, timeout and retries, over any `HttpClient`.
 *
 * @module
 */
import * as HttpClient from "@effect/platform/HttpClient"
import { environmentVariables, noApiKeyMessage } from "@openrouter-keys/protocol/Environment"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import type { Connection } from "./internal/call.js"
import { CurrentCallOptions, type Execute, makeExecute } from "./internal/client.js"
import { mergeCallOptions, resolveSettings } from "./internal/settings.js"
import { withTelemetry } from "./internal/telemetry.js"
import { makeTokenProvider } from "./internal/token.js"
import { directTransport } from "./internal/transport/direct.js"
import { httpClientTransport } from "./internal/transport/httpClient.js"
import type { RetryPolicy } from "./RetryPolicy.js"

export declare namespace OpenRouterClient {
  /** Options of a client. */
  export interface Options {
    /**
     * The bearer token: a management key, or any key for `getCurrentKeyMetadata`. An effect is run for each request, so
     * a rotated token is picked up. If it fails, the call fails with `InvalidRequest`.
     */
    readonly apiKey: Redacted.Redacted<string> | Effect.Effect<Redacted.Redacted<string>, unknown>
    /** URL of the service, `https` or `http`. Default: `https://openrouter.ai/api/v1`. */
    readonly serverURL?: string | undefined
    /** URL of your site, for attribution: the header `HTTP-Referer`. */
    readonly httpReferer?: string | undefined
    /** Name of your app, for attribution: the header `X-OpenRouter-Title`. Latin-1 characters only. */
    readonly appTitle?: string | undefined
    /** Categories of your app, comma-separated, for attribution: the header `X-OpenRouter-Categories`. */
    readonly appCategories?: string | undefined
    /** The header `User-Agent`. Default: that of the HTTP client. */
    readonly userAgent?: string | undefined
    /** Timeout of one attempt, from resolving the token to the end of the response body. Default: 30 seconds. */
    readonly timeout?: Duration.DurationInput | undefined
    /** When a failed request is retried. Default: {@link RetryPolicy.default}. */
    readonly retry?: RetryPolicy | undefined
    /**
     * Wraps the HTTP client, which sees the bearer token. Do not retry here, because `HttpClient.retryTransient` and
     * `HttpClient.retry` would repeat a create that may have been processed. Set `retry` instead.
     */
    readonly transformClient?: ((client: HttpClient.HttpClient) => HttpClient.HttpClient) | undefined
  }

  /** Options per call; see {@link OpenRouterClient.withOptions}. */
  export interface CallOptions {
    /** Timeout of one attempt. */
    readonly timeout?: Duration.DurationInput | undefined
    /** When a failed request is retried. */
    readonly retry?: RetryPolicy | undefined
    /** Additional headers. They replace headers that the client sets. */
    readonly headers?: { readonly [name: string]: string } | undefined
    /** URL of the service. */
    readonly serverURL?: string | undefined
  }

  /** The service. */
  export interface Service {
    /** Calls an operation: sends its request, retries if that is safe, and decodes the response. */
    readonly execute: Execute
  }
}

// =====================================================================================================================
// Configuration
// =====================================================================================================================

const optional = (name: string): Config.Config<string | undefined> =>
  Config.map(Config.option(Config.nonEmptyString(name)), Option.getOrUndefined)

const [apiKeyVariable, managementKeyVariable] = environmentVariables.apiKey

/** Options from environment variables. An empty variable counts as unset. */
const environment = {
  serverURL: optional("OPENROUTER_BASE_URL"),
  httpReferer: optional("OPENROUTER_HTTP_REFERER"),
  appTitle: optional("OPENROUTER_APP_TITLE"),
  appCategories: optional("OPENROUTER_APP_CATEGORIES")
}

const apiKey: Config.Config<string | undefined> = Config.zipWith(
  optional(apiKeyVariable),
  optional(managementKeyVariable),
  (one, other) => one ?? other
)

const omitUndefined = <A extends object>(options: A): A =>
  Record.filter(options as Record<string, unknown>, Predicate.isNotUndefined) as A

type PartialOptions = Partial<OpenRouterClient.Options>

const unwrap = (options: Config.Config.Wrap<PartialOptions>): Config.Config<PartialOptions> => {
  if (Config.isConfig(options)) return options
  const given = omitUndefined(options)
  // Effect cannot unwrap a record without fields.
  return Object.keys(given).length === 0 ? Config.succeed({}) : Config.unwrap(given)
}

/** The options of a config, with the environment as default. */
const resolveConfig = (options: Config.Config.Wrap<PartialOptions> = {}): Config.Config<OpenRouterClient.Options> =>
  Config.all({
    ours: Config.all(environment),
    theirs: unwrap(options),
    apiKey
  }).pipe(
    Config.mapOrFail(({ apiKey, ours, theirs }) => {
      const merged = { ...ours, ...omitUndefined(theirs) }
      if (merged.apiKey !== undefined) return Either.right({ ...merged, apiKey: merged.apiKey })
      return apiKey === undefined
        ? Either.left(ConfigError.MissingData([apiKeyVariable], noApiKeyMessage))
        : Either.right({ ...merged, apiKey: Redacted.make(apiKey) })
    })
  )

// =====================================================================================================================
// Service
// =====================================================================================================================

const connectionOf = (
  client: HttpClient.HttpClient,
  { apiKey, transformClient }: OpenRouterClient.Options
): Connection => {
  const token = makeTokenProvider(apiKey)
  const direct = transformClient === undefined ? directTransport.find(client) : undefined
  return direct === undefined
    ? { transport: httpClientTransport(transformClient?.(client) ?? client), runsEffects: true, token }
    : { transport: direct, token }
}

/**
 * An `HttpClient` configured for OpenRouter, as a service.
 *
 * It adds the server URL, the bearer token, attribution headers and a timeout, retries if that is safe, and converts
 * each response to a value or a tagged error. It does not follow redirects, and shows no secret when inspected.
 */
export class OpenRouterClient extends Context.Tag("@openrouter-keys/core/OpenRouterClient")<
  OpenRouterClient,
  OpenRouterClient.Service
>() {
  /** A client over the `HttpClient` in the context. */
  static readonly make = (
    options: OpenRouterClient.Options
  ): Effect.Effect<OpenRouterClient.Service, never, HttpClient.HttpClient> =>
    Effect.map(HttpClient.HttpClient, (client) => ({
      execute: makeExecute(connectionOf(client, options), resolveSettings(options), withTelemetry)
    }))

  /** A client over the provided `HttpClient`, such as fetch, undici or a test client. */
  static readonly layer = (
    options: OpenRouterClient.Options
  ): Layer.Layer<OpenRouterClient, never, HttpClient.HttpClient> => Layer.effect(this, this.make(options))

  /**
   * A client configured by `Config`. By default it reads `OPENROUTER_API_KEY` or else `OPENROUTER_MANAGEMENT_KEY` (one
   * is required), `OPENROUTER_BASE_URL`, `OPENROUTER_HTTP_REFERER`, `OPENROUTER_APP_TITLE` and
   * `OPENROUTER_APP_CATEGORIES`. Each option given here replaces its variable. A missing key is a `ConfigError` that
   * names the variable.
   */
  static readonly layerConfig = (
    options?: Config.Config.Wrap<Partial<OpenRouterClient.Options>>
  ): Layer.Layer<OpenRouterClient, ConfigError.ConfigError, HttpClient.HttpClient> =>
    Layer.effect(this, Effect.flatMap(resolveConfig(options), this.make))

  /**
   * Runs an effect with different settings for its calls. Nested settings are merged, and the inner ones win. Other
   * calls, even concurrent ones, are not affected.
   *
   * To change retries, set `retry`. Calls already retry, so wrapping them in `Effect.retry` multiplies the requests.
   *
   * @example
   * ```ts
   * import { ApiKeys, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core"
   * import { Effect } from "effect"
   *
   * const once = OpenRouterClient.withOptions({ timeout: "2 seconds", retry: RetryPolicy.none })
   *
   * const program = ApiKeys.getCurrentKeyMetadata().pipe(once)
   *
   * await Effect.runPromise(Effect.provide(program, ApiKeys.layerLive))
   * ```
   */
  static readonly withOptions: {
    (options: OpenRouterClient.CallOptions): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
    <A, E, R>(self: Effect.Effect<A, E, R>, options: OpenRouterClient.CallOptions): Effect.Effect<A, E, R>
  } = dual(
    2,
    <A, E, R>(self: Effect.Effect<A, E, R>, inner: OpenRouterClient.CallOptions): Effect.Effect<A, E, R> =>
      Effect.flatMap(
        CurrentCallOptions,
        (outer) => Effect.provideService(self, CurrentCallOptions, mergeCallOptions(outer, inner))
      )
  )
}
