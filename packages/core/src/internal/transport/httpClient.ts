/** Requests over any platform `HttpClient`: undici's layer, a test's, one that `transformClient` wraps. */
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpTraceContext from "@effect/platform/HttpTraceContext"
import { defaultInit } from "@openrouter-keys/protocol/client/FetchExchange"
import { chunkText } from "@openrouter-keys/protocol/client/FetchResponse"
import type { Received, ResolvedRequest } from "@openrouter-keys/protocol/client/Transport"
import {
  type Failure,
  maxBufferedBody,
  maxErrorBody,
  maxSuccessBody,
  toConnectionFailure
} from "@openrouter-keys/protocol/Failure"
import * as Cause from "effect/Cause"
import type * as Chunk from "effect/Chunk"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import { constTrue } from "effect/Function"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { clockOf } from "../clock.js"
import { withDeadline } from "../deadline.js"
import { platformInit, withInit } from "./init.js"
import type { Transport } from "./transport.js"

type Response = HttpClientResponse.HttpClientResponse

/** A response as far as it has come: a timeout must know it too. */
interface Progress {
  head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined
  text: string
}

/** Sends requests by a platform client. */
export const httpClientTransport = (given: HttpClient.HttpClient): Transport => {
  const client = HttpClient.mapRequestEffect(given, addTraceContext)
  return (request, timeoutMs) =>
    Effect.withFiberRuntime((fiber) => {
      const progress: Progress = { head: undefined, text: "" }
      const timeout = (): Failure => ({ _tag: "Timeout", timeoutMs, sent: true })
      return withDeadline(
        exchange(client, request, progress),
        clockOf(fiber),
        timeoutMs,
        () => Effect.suspend(() => received(progress, timeout()))
      )
    })
}

/**
 * Adds the headers that continue the operation's span in the service, where the client is one that
 * `HttpClient.withTracerPropagation(true)` made: platform adds them together with its own span, which is off.
 */
const addTraceContext = (request: HttpClientRequest.HttpClientRequest): Effect.Effect<typeof request> =>
  Effect.withFiberRuntime((fiber) => {
    if (!fiber.getFiberRef(HttpClient.currentTracerPropagation)) return Effect.succeed(request)
    const span = Option.getOrUndefined(Context.getOption(fiber.currentContext, Tracer.ParentSpan))
    return Effect.succeed(
      span?._tag === "Span" ? HttpClientRequest.setHeaders(request, HttpTraceContext.toHeaders(span)) : request
    )
  })

/** What came of a request: a response, complete or cut, or the failure alone. */
const received = (
  { head, text }: Progress,
  cut: Failure | undefined,
  isTooLong = false
): Effect.Effect<Received, Failure> =>
  head === undefined ? Effect.fail(cut!) : Effect.succeed({ response: { ...head, text }, cut, isTooLong })

const exchange = (
  client: HttpClient.HttpClient,
  request: ResolvedRequest,
  progress: Progress
): Effect.Effect<Received, Failure> =>
  Effect.matchCauseEffect(Effect.zipRight(prepareFiber, sendAndReceive(client, request, progress)), {
    onSuccess: (isComplete) => received(progress, undefined, !isComplete),
    onFailure: (cause) => received(progress, toFailure(cause, request, progress))
  })

/**
 * Maps errors and defects of the client to a failure, and interruption too: where the call itself is interrupted, nobody
 * reads the result any more, so it is the client that has interrupted itself.
 */
const toFailure = (
  cause: Cause.Cause<unknown>,
  { secrets }: ResolvedRequest,
  { head }: Progress
): Failure =>
  toConnectionFailure(
    Cause.isInterruptedOnly(cause) ? new Error("the HTTP client interrupted the request") : Cause.squash(cause),
    { headSeen: head !== undefined, secrets }
  )

/**
 * Settings for the fiber that a request runs on, which is its own, so nothing has to be restored. Platform's span would
 * name the bearer token's header, and the operation has its own. Trace headers are sent only if the client asks for
 * them, which platform does unasked. Redirects would carry the bearer token elsewhere.
 */
const prepareFiber: Effect.Effect<void> = Effect.zipRight(
  Effect.zipRight(
    FiberRef.set(HttpClient.currentTracerDisabledWhen, constTrue),
    FiberRef.set(HttpClient.currentTracerPropagation, false)
  ),
  FiberRef.update(
    FiberRef.currentContext,
    (context) => withInit(context, { ...defaultInit(), ...platformInit(context), redirect: "manual" })
  )
)

/** Sends a request and reads the response; `false` where the body was longer than its bound. */
const sendAndReceive = (
  client: HttpClient.HttpClient,
  request: ResolvedRequest,
  progress: Progress
): Effect.Effect<boolean, HttpClientError.HttpClientError> =>
  Effect.flatMap(send(client, request), (response) => {
    const { status } = response
    progress.head = { status, headers: { ...response.headers } }
    return mayBuffer(response, request)
      ? Effect.map(response.text, (text) => {
        progress.text = text
        return true
      })
      : readChunks(response, request.isSuccess(status) ? maxSuccessBody : maxErrorBody, progress)
  })

const send = (
  client: HttpClient.HttpClient,
  { body, headers, method, url }: ResolvedRequest
): Effect.Effect<Response, HttpClientError.HttpClientError> =>
  Effect.catchIf(
    client.execute(
      HttpClientRequest.make(method)(url, {
        // Undici and `node:http` read no compressed bodies, and gateways compress for those that do not say so.
        headers: { "accept-encoding": "identity", ...headers },
        ...(body === undefined ? {} : { body: HttpBody.text(body, "application/json") })
      })
    ),
    // A client that fails on error statuses still has the response.
    (error) => error._tag === "ResponseError" && error.reason === "StatusCode",
    (error) => Effect.succeed((error as HttpClientError.ResponseError).response)
  )

/** Whether the body may be read at once, which is faster but loses all of it when it is cut. */
const mayBuffer = ({ headers, status }: Response, { isSuccess, keepsCutBody }: ResolvedRequest): boolean =>
  !keepsCutBody && isSuccess(status) && headers["content-encoding"] === undefined &&
  Number(headers["content-length"] ?? Infinity) <= maxBufferedBody

const readChunks = (
  { stream }: Response,
  limit: number,
  progress: Progress
): Effect.Effect<boolean, HttpClientError.ResponseError> => {
  const decoder = new TextDecoder()
  let isComplete = true
  const onChunk = (chunks: Chunk.Chunk<Uint8Array>) => {
    for (const chunk of chunks) progress.text += chunkText(chunk, decoder)
    isComplete = progress.text.length <= limit
    return isComplete ? Effect.void : Effect.fail(Option.none<HttpClientError.ResponseError>())
  }
  // Pulling the chunks takes half as long as running the stream into a sink.
  return Stream.toPull(stream).pipe(
    Effect.flatMap((pull) => Effect.forever(Effect.flatMap(pull, onChunk))),
    Effect.scoped,
    Effect.catchAll(Option.match({ onNone: () => Effect.void, onSome: Effect.fail })),
    // The stream of a response without a body fails in this way.
    Effect.catchIf(({ reason }) => reason === "EmptyBody", () => Effect.void),
    Effect.map(() => {
      progress.text += decoder.decode()
      return isComplete
    })
  )
}
