/** One request and its answer: from a bearer token and an address to a body, or to what went wrong. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as FiberRef from "effect/FiberRef"
import { constTrue } from "effect/Function"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import { connectionProblem } from "./connection.js"
import { type Answer, type Failure, holdsCreatedKey } from "./failure.js"
import { bearerProblem } from "./header.js"
import type { Outgoing } from "./outgoing.js"
import { eachOfStream, type EachPiece, getEachPiece } from "./pieces.js"
import { retryAfter } from "./retryAfter.js"
import { mask } from "./secrets.js"

/** The provider of bearer tokens, asked anew for each request. */
export type Bearer = Effect.Effect<Redacted.Redacted<string>, unknown>

type Headers = Answer["headers"]

/** How far an attempt got. It is written while the attempt runs: a timeout must still know what has come. */
interface Progress {
  sent: boolean
  secrets: ReadonlyArray<string>
  head: Omit<Answer, "text" | "secrets"> | undefined
  text: string
}

/** Much more than a page of keys. An answer that does not end must not fill the memory. */
const longestSuccess = 16 * 1024 * 1024
const longestFailure = 64 * 1024
const longestAtOnce = 1024 * 1024

const invalid = (message: string): Failure => ({ _tag: "Input", message, issues: [] })

// =====================================================================================================================
// Asking for the token, sending, reading
// =====================================================================================================================

const reason = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  const words = [
    Predicate.hasProperty(error, "message") ? error.message : error,
    Predicate.hasProperty(error, "_tag") ? error._tag : ""
  ].find((each) => Predicate.isString(each) && each !== "")
  return words === undefined ? "" : `: ${mask(words as string)}`
}

const askForToken = (bearer: Bearer): Effect.Effect<string, Failure> =>
  bearer.pipe(
    Effect.catchAllCause((cause) =>
      Cause.isInterruptedOnly(cause)
        ? Effect.failCause(cause as Cause.Cause<never>)
        : Effect.fail(invalid(`the provider of the API key failed${reason(cause)}`))
    ),
    Effect.flatMap((given: unknown) => {
      const token = Redacted.isRedacted(given) ? Redacted.value(given) : given
      const problem = Predicate.isString(token) ? bearerProblem(token) : "the provider of the API key gave none"
      return problem === undefined ? Effect.succeed(token as string) : Effect.fail(invalid(problem))
    })
  )

const requestOf = (outgoing: Outgoing, token: string): HttpClientRequest.HttpClientRequest =>
  HttpClientRequest.make(outgoing.method)(outgoing.url, {
    // A header given for the call stands: that is how one asks about another key.
    headers: { accept: "application/json", authorization: `Bearer ${token}`, ...outgoing.destination.headers },
    ...(outgoing.body === undefined ? {} : { body: HttpBody.text(outgoing.body, "application/json") })
  })

/**
 * What a request asks of the fiber it runs on, which is its own: nothing has to be put back. The provider of the token
 * has been asked by then, and its own requests went out as its caller says.
 */
const prepareFiber: Effect.Effect<void> = Effect.zipRight(
  // The operation has a span of its own, and platform's would name the bearer token's header.
  FiberRef.set(HttpClient.currentTracerDisabledWhen, constTrue),
  // Redirects are not followed: they would carry the bearer token elsewhere.
  FiberRef.update(FiberRef.currentContext, (context) => {
    const init = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit))
    return Context.add(context, FetchHttpClient.RequestInit, { ...init, redirect: "manual" })
  })
)

/** Sends a request over any client. */
const send = (
  client: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> =>
  Effect.catchIf(
    client.execute(request),
    // A client that was told to fail on statuses still has the answer.
    (error) => error._tag === "ResponseError" && error.reason === "StatusCode",
    (error) => Effect.succeed((error as HttpClientError.ResponseError).response)
  )

const lost = (cause: Cause.Cause<unknown>, progress: Progress): Failure => {
  const { code, neverSent } = connectionProblem(Cause.squash(cause))
  const sent = progress.head !== undefined || !neverSent
  const named = (what: string): string => code === null ? what : `${what} (${code})`
  const failure = (what: string): Failure => ({ _tag: "Connection", message: named(what), code, sent })
  if (!sent) return failure("could not connect")
  // A defect is the client's own, or that of a function it was given.
  if (Option.isNone(Cause.failureOption(cause))) return failure("the HTTP client failed")
  return failure(progress.head === undefined ? "the connection was lost" : "the answer was cut short")
}

/** Whatever a client does wrong, also by a defect, is a failure of this attempt. */
const orLost = (progress: Progress) =>
<A>(
  self: Effect.Effect<A, HttpClientError.HttpClientError>
): Effect.Effect<A, Failure> =>
  Effect.catchAllCause(
    self,
    (cause) =>
      Cause.isInterruptedOnly(cause)
        ? Effect.failCause(cause as Cause.Cause<never>)
        : Effect.fail(lost(cause, progress))
  )

/** Whether a body says that it is small. Compressed ones are larger than they say. */
const isSmall = (headers: Headers): boolean =>
  headers["content-encoding"] === undefined && Number(headers["content-length"] ?? Infinity) <= longestAtOnce

/** Reads a body piece by piece: what came is known however it ends, and it may be cut off. */
const readPieces = (
  eachPiece: EachPiece,
  limit: number,
  progress: Progress
): Effect.Effect<void, HttpClientError.HttpClientError> => {
  const decoder = new TextDecoder()
  return eachPiece((bytes) => {
    progress.text += decoder.decode(bytes, { stream: true })
    return progress.text.length <= limit
  })
}

/**
 * Reads a body. Where pieces come as a stream, a small body of which nothing must be kept that is cut is read at once,
 * which costs half as much.
 */
const read = (
  response: HttpClientResponse.HttpClientResponse,
  headers: Headers,
  { success }: Outgoing,
  progress: Progress
): Effect.Effect<void, HttpClientError.HttpClientError> => {
  const { status } = response
  const eachPiece = getEachPiece(response)
  return eachPiece === undefined && status === success && success === 200 && isSmall(headers)
    ? Effect.map(response.text, (text) => {
      progress.text = text
    })
    : readPieces(
      eachPiece ?? eachOfStream(response),
      status === success ? longestSuccess : longestFailure,
      progress
    )
}

/** Notes that an answer has begun, and reads its body. */
const receive = (
  response: HttpClientResponse.HttpClientResponse,
  outgoing: Outgoing,
  progress: Progress
): Effect.Effect<void, HttpClientError.HttpClientError> =>
  Effect.clockWith((clock) => {
    const headers: Headers = { ...response.headers }
    const { status } = response
    progress.head = { status, headers, retryAfter: retryAfter(headers, clock.unsafeCurrentTimeMillis()) }
    return read(response, headers, outgoing, progress)
  })

/** Carries out an attempt as far as it gets. */
const exchange = (
  client: HttpClient.HttpClient,
  bearer: Bearer,
  outgoing: Outgoing,
  timeout: Duration.Duration,
  progress: Progress
): Effect.Effect<void, Failure> =>
  Effect.flatMap(askForToken(bearer), (token) => {
    // An attempt that is given no time is not begun.
    if (Duration.toMillis(timeout) <= 0) return Effect.fail<Failure>({ _tag: "Timeout", timeout, sent: false })
    progress.secrets = [token, ...outgoing.secrets]
    progress.sent = true
    return Effect.zipRight(prepareFiber, send(client, requestOf(outgoing, token))).pipe(
      Effect.flatMap((response) => receive(response, outgoing, progress)),
      orLost(progress)
    )
  })

// =====================================================================================================================
// What came of it
// =====================================================================================================================

/**
 * A status that says no counts, however its body ends. One that says success needs its body; where that is cut but
 * holds a created key already, the key must not be lost.
 */
const conclude = (
  { operation, success }: Outgoing,
  { head, secrets, text }: Progress,
  problem: Failure | undefined
): Effect.Effect<Answer, Failure> => {
  if (head === undefined) return Effect.fail(problem!)
  const answer: Answer = { ...head, text, secrets }
  if (answer.status !== success) return Effect.fail({ _tag: "Status", answer })
  if (text.length > longestSuccess) return Effect.fail({ _tag: "Body", answer, message: "the body does not end" })
  if (problem === undefined) return Effect.succeed(answer)
  return Effect.fail(
    holdsCreatedKey(operation, answer) ? { _tag: "Body", answer, message: "the body was cut short" } : problem
  )
}

/**
 * Runs an effect on a fiber of its own, for no longer than `duration`; beyond that, what comes is `onTimeout`'s.
 *
 * The end does not wait for a client that is slow to let go. And the effect ends in time also where the caller may not
 * be interrupted, as while a resource is acquired or released: just there keys are created and deleted, and a server
 * that hangs must not hang the caller.
 */
const within = <A, E>(
  self: Effect.Effect<A, E>,
  duration: Duration.Duration,
  onTimeout: () => E
): Effect.Effect<A, E> =>
  Effect.clockWith((clock) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(Effect.forkDaemon(Effect.interruptible(self)), (fiber) => {
        const end = (of: Fiber.RuntimeFiber<unknown, unknown> | undefined) => of?.unsafeInterruptAsFork(FiberId.none)
        let timer: Fiber.RuntimeFiber<void> | undefined
        const ended = Effect.async<A, E>((resume) => {
          // It needs nothing of the caller's but the clock, and so costs half of what a fork of the caller would.
          timer = Effect.runFork(clock.sleep(duration))
          fiber.addObserver((exit) => {
            end(timer)
            resume(exit)
          })
          timer.addObserver((exit) => {
            if (Exit.isSuccess(exit)) resume(Effect.fail(onTimeout()))
          })
        })
        // Around all that the caller may be interrupted in: what runs already must not be left behind.
        return Effect.tapErrorCause(restore(ended), () =>
          Effect.sync(() => {
            end(timer)
            end(fiber)
          }))
      })
    )
  )

/** One request, its body included, within `timeout`. */
export const attempt = (
  client: HttpClient.HttpClient,
  bearer: Bearer,
  outgoing: Outgoing,
  timeout: Duration.Duration
): Effect.Effect<Answer, Failure> =>
  Effect.suspend(() => {
    const progress: Progress = { sent: false, secrets: outgoing.secrets, head: undefined, text: "" }
    return Effect.matchEffect(
      within(
        exchange(client, bearer, outgoing, timeout, progress),
        timeout,
        (): Failure => ({ _tag: "Timeout", timeout, sent: progress.sent })
      ),
      {
        onFailure: (problem) => conclude(outgoing, progress, problem),
        onSuccess: () => conclude(outgoing, progress, undefined)
      }
    )
  })
