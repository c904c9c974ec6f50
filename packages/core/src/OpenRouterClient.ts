/**
 * How we talk to OpenRouter: address, bearer token, timeout and retries over whatever `HttpClient` is provided.
 *
 * @module
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { dual, identity } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import { attempt, type Bearer } from "./internal/attempt.js"
import {
  type Answer,
  combineOutcomes,
  type ErrorsOf,
  type Failure,
  outcomeOf,
  parseJson,
  type StatusErrors,
  toError
} from "./internal/failure.js"
import type { Prepared } from "./internal/operations.js"
import {
  type Asked,
  buildOutgoing,
  type Destination,
  destinationOf,
  mergeHeaders,
  type Outgoing
} from "./internal/outgoing.js"
import { type Attempts, mayRetry, retrying } from "./internal/retry.js"
import { onAnswered, onOutgoing, onResend, onRetry } from "./internal/telemetry.js"
import type { CommonError } from "./OpenRouterError.js"
import { RetryPolicy } from "./RetryPolicy.js"

export declare namespace OpenRouterClient {
  /** How a client talks to the service. */
  export interface Options {
    /**
     * The bearer token: a management key, or any key for `getCurrentKeyMetadata`. An effect is asked anew for each
     * request, so a token that is rotated elsewhere is picked up; if it fails, the call fails with `InvalidRequest`.
     */
    readonly apiKey: Redacted.Redacted<string> | Effect.Effect<Redacted.Redacted<string>, unknown>
    /** Address of the service, `https` or `http`. Default: `https://openrouter.ai/api/v1`. */
    readonly serverURL?: string | undefined
    /** Your site, for attribution: the header `HTTP-Referer`. */
    readonly httpReferer?: string | undefined
    /** Your app's name, for attribution: the header `X-OpenRouter-Title`. */
    readonly appTitle?: string | undefined
    /** Your app's categories, separated by commas, for attribution: the header `X-OpenRouter-Categories`. */
    readonly appCategories?: string | undefined
    /** The header `User-Agent`. Default: whatever the HTTP client sends. */
    readonly userAgent?: string | undefined
    /** Time for one attempt, from asking for the token to the end of the answer's body. Default: 30 seconds. */
    readonly timeout?: Duration.DurationInput | undefined
    /** When a failed request is sent again. Default: {@link RetryPolicy.default}. */
    readonly retry?: RetryPolicy | undefined
    /** Wraps the HTTP client. It sees the bearer token. */
    readonly transformClient?: ((client: HttpClient.HttpClient) => HttpClient.HttpClient) | undefined
  }

  /** What a single call may do otherwise; see {@link OpenRouterClient.withOptions}. */
  export interface CallOptions {
    /** Time for one attempt. */
    readonly timeout?: Duration.DurationInput | undefined
    /** When a failed request is sent again. */
    readonly retry?: RetryPolicy | undefined
    /** More headers; one that the client sets itself is replaced. */
    readonly headers?: { readonly [name: string]: string } | undefined
    /** Address of the service. */
    readonly serverURL?: string | undefined
  }

  /** A request as an operation prepares it. */
  export interface Request<Response, Errors extends StatusErrors> extends Prepared<Response, Errors> {}

  /** The service. */
  export interface Service {
    /** Sends a request, again where that is safe, and reads its answer. */
    readonly execute: <Response, const Errors extends StatusErrors>(
      request: Request<Response, Errors>
    ) => Effect.Effect<Response, CommonError | ErrorsOf<Errors>>
  }
}

// =====================================================================================================================
// Settings
// =====================================================================================================================

class CurrentCallOptions extends Context.Reference<CurrentCallOptions>()(
  "@openrouter-keys/core/OpenRouterClient/CurrentCallOptions",
  { defaultValue: (): OpenRouterClient.CallOptions => ({}) }
) {}

/** What a client is set up with, once; calls only look it up. */
interface Settings {
  readonly serverURL: string
  readonly headers: { readonly [name: string]: string }
  /** What comes of the two above, or why nothing can be sent. */
  readonly destination: Either.Either<Destination, string>
  readonly timeout: Duration.Duration
  readonly retry: RetryPolicy
}

const settingsOf = (options: OpenRouterClient.Options): Settings => {
  const { serverURL = "https://openrouter.ai/api/v1" } = options
  const headers = mergeHeaders({
    "http-referer": options.httpReferer,
    "x-openrouter-title": options.appTitle,
    "x-openrouter-categories": options.appCategories,
    "user-agent": options.userAgent
  })
  return {
    serverURL,
    headers,
    destination: destinationOf(serverURL, headers),
    timeout: Duration.decode(options.timeout ?? "30 seconds"),
    retry: options.retry ?? RetryPolicy.default
  }
}

const redirect = (settings: Settings, call: OpenRouterClient.CallOptions): Settings => {
  if (call.serverURL === undefined && call.headers === undefined) return settings
  const serverURL = call.serverURL ?? settings.serverURL
  const headers = mergeHeaders(settings.headers, call.headers)
  return { ...settings, serverURL, headers, destination: destinationOf(serverURL, headers) }
}

const override = (settings: Settings, call: OpenRouterClient.CallOptions): Settings => ({
  ...redirect(settings, call),
  timeout: call.timeout === undefined ? settings.timeout : Duration.decode(call.timeout),
  retry: call.retry ?? settings.retry
})

const bearerOf = (apiKey: OpenRouterClient.Options["apiKey"]): Bearer =>
  Effect.isEffect(apiKey) ? apiKey : Effect.succeed(apiKey)

// =====================================================================================================================
// Carrying out a request
// =====================================================================================================================

/** Reads a success. What does not read is not asked for again: the change has been made. */
const decodeAnswer = <Response, Errors extends StatusErrors>(
  request: OpenRouterClient.Request<Response, Errors>,
  answer: Answer
): Either.Either<Response, Failure> =>
  Either.mapLeft(
    Option.match(parseJson(answer.text), {
      onNone: () => Either.left(answer.text.trim() === "" ? "the body is empty" : "the body is not JSON"),
      onSome: request.decode
    }),
    (mismatch): Failure => ({ _tag: "Body", answer, message: `not what the contract says (${mismatch})` })
  )

const errorOf = <Errors extends StatusErrors>(
  request: Asked & { readonly errors: Errors },
  failure: Failure,
  { attempts, outcome }: Attempts
): CommonError | ErrorsOf<Errors> =>
  // `errors` is what decides which classes there are beyond the common ones.
  toError(failure, {
    operation: request.operation,
    attempts,
    outcome: combineOutcomes(outcome, outcomeOf(failure)),
    isRetryable: mayRetry(RetryPolicy.default, request.method, failure),
    errors: request.errors
  }) as CommonError | ErrorsOf<Errors>

const statusOf = (failure: Failure): number | undefined => "answer" in failure ? failure.answer.status : undefined

const execute =
  (client: HttpClient.HttpClient, bearer: Bearer, settings: Settings): OpenRouterClient.Service["execute"] =>
  (request) => {
    const fail = (failure: Failure, attempts: Attempts) =>
      Effect.zipRight(
        onAnswered(statusOf(failure)),
        Effect.fail(errorOf(request, failure, attempts))
      )
    const run = (outgoing: Outgoing, { retry, timeout }: Settings) =>
      Effect.matchEffect(
        retrying(
          (timeLeft) => attempt(client, bearer, outgoing, Duration.min(timeout, timeLeft)),
          retry,
          request.method,
          { onResend, onRetry: onRetry(outgoing) }
        ),
        {
          onFailure: ([failure, attempts]) => fail(failure, attempts),
          onSuccess: ([answer, attempts]) =>
            Either.match(decodeAnswer(request, answer), {
              onLeft: (failure) => fail(failure, attempts),
              onRight: (response) => Effect.as(onAnswered(answer.status), response)
            })
        }
      )
    return Effect.flatMap(CurrentCallOptions, (call) => {
      const current = override(settings, call)
      return Either.match(current.destination, {
        onLeft: (message) => fail({ _tag: "Input", message, issues: [] }, { attempts: 0, outcome: "NotSent" }),
        onRight: (destination) => {
          const outgoing = buildOutgoing(request, destination)
          return Effect.zipRight(onOutgoing(outgoing), run(outgoing, current))
        }
      })
    })
  }

// =====================================================================================================================
// Service
// =====================================================================================================================

const optional = (name: string): Config.Config<string | undefined> =>
  Config.map(Config.option(Config.nonEmptyString(name)), Option.getOrUndefined)

/** The environment's part in the options. An empty variable counts as none. */
const environment = {
  // `Config.redacted` would redact the explanation too.
  apiKey: Config.map(Config.nonEmptyString("OPENROUTER_API_KEY"), Redacted.make),
  serverURL: optional("OPENROUTER_BASE_URL"),
  httpReferer: optional("OPENROUTER_HTTP_REFERER"),
  appTitle: optional("OPENROUTER_APP_TITLE"),
  appCategories: optional("OPENROUTER_APP_CATEGORIES")
}

const given = <A extends object>(options: A): A =>
  Record.filter(options as Record<string, unknown>, Predicate.isNotUndefined) as A

const configured = (
  options: Config.Config.Wrap<Partial<OpenRouterClient.Options>> = {}
): Config.Config<OpenRouterClient.Options> => {
  if (!Config.isConfig(options)) return Config.unwrap({ ...environment, ...given(options) }) as never
  // All options in one config: which of them it has is known only once it is read.
  const { apiKey, ...rest } = environment
  return Config.unwrap({ ...rest, apiKey: Config.option(apiKey) }).pipe(
    Config.zipWith(options, (ours, theirs) => ({
      ...ours,
      apiKey: Option.getOrUndefined(ours.apiKey),
      ...given(theirs)
    })),
    Config.mapOrFail(({ apiKey, ...others }) =>
      apiKey === undefined
        ? Either.left(ConfigError.MissingData(["OPENROUTER_API_KEY"], "Expected an API key"))
        : Either.right({ apiKey, ...others })
    )
  )
}

/**
 * The layered HTTP service: an `HttpClient` made ready for OpenRouter.
 *
 * It adds address, bearer token, attribution headers and timeout, sends again what is safe to send again, and turns
 * whatever comes back into a value or a tagged error. It follows no redirect, and shows no secret when inspected.
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
      execute: execute((options.transformClient ?? identity)(client), bearerOf(options.apiKey), settingsOf(options))
    }))

  /** A client over whatever `HttpClient` is provided: fetch, undici, a test's. */
  static readonly layer = (
    options: OpenRouterClient.Options
  ): Layer.Layer<OpenRouterClient, never, HttpClient.HttpClient> => Layer.effect(this, this.make(options))

  /**
   * A client set up from configuration. By default the environment's `OPENROUTER_API_KEY` (required),
   * `OPENROUTER_BASE_URL`, `OPENROUTER_HTTP_REFERER`, `OPENROUTER_APP_TITLE` and `OPENROUTER_APP_CATEGORIES`; each
   * option given here takes the place of its variable. A missing key is a `ConfigError` that names it.
   */
  static readonly layerConfig = (
    options?: Config.Config.Wrap<Partial<OpenRouterClient.Options>>
  ): Layer.Layer<OpenRouterClient, ConfigError.ConfigError, HttpClient.HttpClient> =>
    Layer.effect(this, Effect.flatMap(configured(options), this.make))

  /**
   * Runs an effect with other settings for the calls in it. Nested uses add up, the inner one counting where both say
   * something; calls outside of it, also concurrent ones, do not see them.
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
      Effect.flatMap(CurrentCallOptions, (outer) =>
        Effect.provideService(self, CurrentCallOptions, {
          timeout: inner.timeout ?? outer.timeout,
          retry: inner.retry ?? outer.retry,
          headers: mergeHeaders(outer.headers, inner.headers),
          serverURL: inner.serverURL ?? outer.serverURL
        }))
  )
}
