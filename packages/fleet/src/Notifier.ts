/**
 * Sends the events of a watch to the console, a webhook or a program.
 *
 * @module
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import { receiverIssue, webhookIssue } from "./internal/notifier/options.js"
import * as Signature from "./internal/notifier/signature.js"
import { problemOfArgv, runProgram } from "./internal/program.js"
import type { Event } from "./Watch.js"

/** An event was not delivered. The next look of the watch emits it again. */
export class NotifierError extends Data.TaggedError("NotifierError")<{
  /** What happened, in one sentence. */
  readonly message: string
}> {}

/** Options of a webhook. */
export interface WebhookOptions {
  /** `https:` or `http:`, without a user and a password. */
  readonly url: string
  /** Signs each request: `whsec_` and base64, the format of Standard Webhooks, or any text of 16 characters or more. */
  readonly secret: Redacted.Redacted<string>
  /** Maximum number of retries, with delays that grow from a second to a minute. Default: 5. */
  readonly maxRetries?: number | undefined
  /** Timeout of one request. Default: 15 seconds. */
  readonly timeout?: Duration.DurationInput | undefined
}

/** A received webhook request, and how to verify it. */
export interface Received {
  readonly secret: Redacted.Redacted<string>
  /** Headers by name, in any case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The raw body, before it is parsed. */
  readonly body: string
  /** How far the timestamp may be in the past or future. Default: 5 minutes. */
  readonly tolerance?: Duration.DurationInput | undefined
}

export declare namespace Notifier {
  /** The service. */
  export interface Service {
    /** Delivers an event. */
    readonly notify: (event: Event) => Effect.Effect<void, NotifierError>
  }
}

const failed = (message: string) => new NotifierError({ message })

/** Statuses after which the same request may succeed later. */
const isTransient = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500

/** Browsers hide the status of a redirect. */
const isRedirect = (status: number): boolean => status === 0 || (status >= 300 && status < 400)

/** A failure, and whether a retry may succeed. */
interface Failure {
  readonly message: string
  readonly isTransient: boolean
}

/** The URL without its query, which may contain a token. */
const shown = (url: string): string => {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

const refuse = (subject: string, issue: string | null): Effect.Effect<void, NotifierError> =>
  issue === null ? Effect.void : Effect.fail(failed(`${subject} is invalid: ${issue}.`))

/** Does not follow redirects: the event was not accepted, and must not be sent to an unknown address. */
const withoutRedirects = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.mapInputContext(effect, (context: Context.Context<R>) =>
    Context.add(context, FetchHttpClient.RequestInit, {
      ...Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit)),
      redirect: "manual"
    }))

const post = (client: HttpClient.HttpClient, options: WebhookOptions, event: Event): Effect.Effect<void, Failure> =>
  Effect.gen(function*() {
    const body = JSON.stringify(event)
    // Each request has its own timestamp, so that a receiver can reject old ones.
    const timestamp = Math.floor((yield* Clock.currentTimeMillis) / 1_000)
    const request = HttpClientRequest.post(options.url).pipe(
      HttpClientRequest.setHeaders(
        Signature.headersOf({ id: event.id, timestamp, body }, Redacted.value(options.secret))
      ),
      HttpClientRequest.bodyText(body, "application/json")
    )
    const { status } = yield* withoutRedirects(client.execute(request)).pipe(
      // A body that is not read would keep its connection.
      Effect.tap((response) => Effect.ignore(response.text)),
      // Errors of `@effect/platform` contain the request with its signature.
      Effect.mapError((): Failure => ({ message: `${shown(options.url)} could not be reached`, isTransient: true })),
      Effect.timeoutFail({
        duration: options.timeout ?? "15 seconds",
        onTimeout: (): Failure => ({ message: `${shown(options.url)} did not respond in time`, isTransient: true })
      })
    )
    if (status >= 200 && status < 300) return
    return yield* Effect.fail<Failure>({
      message: `${shown(options.url)} responded ${status}${isRedirect(status) ? ": redirects are not followed" : ""}`,
      isTransient: isTransient(status)
    })
  }).pipe(Effect.scoped)

const retries = (times: number) =>
  Schedule.exponential("1 second").pipe(
    Schedule.either(Schedule.spaced("1 minute")),
    Schedule.jittered,
    Schedule.intersect(Schedule.recurs(times)),
    Schedule.whileInput((failure: Failure) => failure.isTransient)
  )

/** Service that delivers events. */
export class Notifier extends Context.Tag("@openrouter-keys/fleet/Notifier")<Notifier, Notifier.Service>() {
  /** Delivers an event with the notifier of the context. */
  static readonly notify = (event: Event): Effect.Effect<void, NotifierError, Notifier> =>
    Effect.flatMap(this, (notifier) => notifier.notify(event))

  /** Delivers events with your own function. */
  static readonly layer = (notify: Notifier.Service["notify"]): Layer.Layer<Notifier> => Layer.succeed(this, { notify })

  /** Prints one line per event to the console: time and message. */
  static readonly console: Layer.Layer<Notifier> = Layer.succeed(this, {
    notify: ({ at, message }) => Console.log(`${at} ${message}`)
  })

  /**
   * Sends a `POST` of the event as JSON, signed according to Standard Webhooks: `webhook-id` is the event's ID, `webhook-timestamp`
   * the seconds since 1970, and `webhook-signature` `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
   *
   * 2XX is success. 408, 425, 429, 5XX and no response are retried; the receiver recognizes repeats by `webhook-id`.
   * Redirects are not followed: they are failures.
   *
   * Building the layer fails with a `NotifierError` if an option is invalid, such as a URL that is not one or a secret that is
   * empty or too short.
   */
  static readonly webhook = (options: WebhookOptions): Layer.Layer<Notifier, NotifierError, HttpClient.HttpClient> =>
    Layer.effect(
      this,
      Effect.zipRight(
        refuse("The webhook", webhookIssue(options)),
        Effect.map(HttpClient.HttpClient, (client): Notifier.Service => ({
          notify: (event) =>
            Effect.retry(post(client, options, event), retries(options.maxRetries ?? 5)).pipe(
              Effect.mapError(({ message }) => failed(`Event ${event.id} was not delivered: ${message}.`))
            )
        }))
      )
    )

  /**
   * Runs a program that reads the event as JSON from its standard input. An exit status other than 0 is a failure, and so
   * is a run of more than a minute. Building the layer fails with a `NotifierError` if `argv` is not valid.
   */
  static readonly command = (
    argv: readonly [program: string, ...args: Array<string>]
  ): Layer.Layer<Notifier, NotifierError> => {
    const problem = problemOfArgv(argv)
    return Layer.effect(
      this,
      problem !== null ? failed(problem) : Effect.succeed<Notifier.Service>({
        notify: (event) =>
          runProgram(argv, `${JSON.stringify(event)}\n`).pipe(
            Effect.timeoutFail({ duration: "1 minute", onTimeout: () => `${argv[0]} did not end within a minute` }),
            Effect.mapError((message) => failed(`Event ${event.id} was not delivered: ${message}.`))
          )
      })
    )
  }

  /**
   * For receivers: whether a webhook request is genuine and recent. Compares in constant time, and accepts any of
   * several signatures, as while a secret is being changed. Fails with a `NotifierError` if the secret is empty or too
   * short.
   */
  static readonly verify = (
    { body, headers, secret, tolerance = "5 minutes" }: Received
  ): Effect.Effect<boolean, NotifierError> =>
    Effect.zipRight(
      refuse("The receiver", receiverIssue({ secret, tolerance })),
      Effect.map(Clock.currentTimeMillis, (now) =>
        Signature.isGenuine({
          body,
          headers,
          secret: Redacted.value(secret),
          now,
          toleranceMs: Duration.toMillis(tolerance)
        }))
    )
}
