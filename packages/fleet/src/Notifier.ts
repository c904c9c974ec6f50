/**
 * Tells somebody what a watch has seen: on the console, by a webhook, by a program.
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

/** Somebody was not told. The watch that emitted the event will emit it again when it is started again. */
export class NotifierError extends Data.TaggedError("NotifierError")<{
  /** What happened, in one sentence. */
  readonly message: string
}> {}

/** How a webhook is called. */
export interface WebhookOptions {
  /** `https:` or `http:`, without a user and a password. */
  readonly url: string
  /** Signs each request. `whsec_` and base64, as Standard Webhooks has it, or any other text of 16 characters or more. */
  readonly secret: Redacted.Redacted<string>
  /** Requests after the first one, with growing pauses from a second to a minute. Default: 5. */
  readonly maxRetries?: number | undefined
  /** Time for one request. Default: 15 seconds. */
  readonly timeout?: Duration.DurationInput | undefined
}

/** What a webhook's receiver has at hand. */
export interface Received {
  readonly secret: Redacted.Redacted<string>
  /** Headers by name, in any case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The body as it came, before it is parsed. */
  readonly body: string
  /** How old or how far ahead the timestamp may be. Default: 5 minutes. */
  readonly tolerance?: Duration.DurationInput | undefined
}

export declare namespace Notifier {
  /** The service. */
  export interface Service {
    /** Tells of an event. */
    readonly notify: (event: Event) => Effect.Effect<void, NotifierError>
  }
}

const failed = (message: string) => new NotifierError({ message })

/** Statuses that say that the same request may succeed later. */
const isTransient = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500

/** Browsers hide the status of a redirect. */
const isRedirect = (status: number): boolean => status === 0 || (status >= 300 && status < 400)

/** A failure, and whether another try may help. */
interface Failure {
  readonly message: string
  readonly isTransient: boolean
}

/** The address without its query, which may hold a token. */
const shown = (url: string): string => {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

const refuse = (subject: string, issue: string | null): Effect.Effect<void, NotifierError> =>
  issue === null ? Effect.void : Effect.fail(failed(`${subject} is invalid: ${issue}.`))

/** A receiver that redirects has not taken the event, and where it redirects to may be anywhere. */
const withoutRedirects = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.mapInputContext(effect, (context: Context.Context<R>) =>
    Context.add(context, FetchHttpClient.RequestInit, {
      ...Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit)),
      redirect: "manual"
    }))

const post = (client: HttpClient.HttpClient, options: WebhookOptions, event: Event): Effect.Effect<void, Failure> =>
  Effect.gen(function*() {
    const body = JSON.stringify(event)
    // Each request has its own time, so that a receiver can refuse old ones.
    const timestamp = Math.floor((yield* Clock.currentTimeMillis) / 1_000)
    const request = HttpClientRequest.post(options.url).pipe(
      HttpClientRequest.setHeaders(
        Signature.headersOf({ id: event.id, timestamp, body }, Redacted.value(options.secret))
      ),
      HttpClientRequest.bodyText(body, "application/json")
    )
    const { status } = yield* withoutRedirects(client.execute(request)).pipe(
      // Platform's errors hold the request, and with it the signature.
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

/** Tells somebody of events, a service. */
export class Notifier extends Context.Tag("@openrouter-keys/fleet/Notifier")<Notifier, Notifier.Service>() {
  /** Tells of an event by the notifier of the context. */
  static readonly notify = (event: Event): Effect.Effect<void, NotifierError, Notifier> =>
    Effect.flatMap(this, (notifier) => notifier.notify(event))

  /** Any other way. */
  static readonly layer = (notify: Notifier.Service["notify"]): Layer.Layer<Notifier> => Layer.succeed(this, { notify })

  /** One line for each event on the console: when, and what. */
  static readonly console: Layer.Layer<Notifier> = Layer.succeed(this, {
    notify: ({ at, message }) => Console.log(`${at} ${message}`)
  })

  /**
   * A `POST` of the event as JSON, signed as Standard Webhooks has it: `webhook-id` is the event's, `webhook-timestamp`
   * the seconds since 1970, and `webhook-signature` `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
   *
   * 2XX is success. 408, 425, 429, 5XX and no response are tried again; the receiver tells repeats by `webhook-id`.
   * Redirects are not followed: they are failures.
   *
   * Building the layer fails with a `NotifierError` where an option is invalid: an address that is none, a secret that is
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
   * A program that reads the event as JSON from its standard input. A status other than 0 is a failure, and so is more
   * than a minute. Building the layer fails with a `NotifierError` where there is no program.
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
   * Whether a webhook's request is genuine and recent: for receivers. Compares in constant time, and takes any of
   * several signatures, as while a secret is being changed. Fails with a `NotifierError` where the secret is empty or too
   * short, with which nothing would be genuine.
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
