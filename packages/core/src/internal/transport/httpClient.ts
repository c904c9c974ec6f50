/** Sends requests with any `HttpClient`, such as one that `transformClient` wraps. */
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

/** The response received so far, also for the failure of a timeout. */
interface PartialResponse {
  head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined
  text: string
}

/** Sends requests with a client of @effect/platform. */
export const httpClientTransport = (given: HttpClient.HttpClient): Transport => {
  const client = HttpClient.mapRequestEffect(given, addTraceContext)
  return (request, timeoutMs) =>
    Effect.withFiberRuntime((fiber) => {
      const partial: PartialResponse = { head: undefined, text: "" }
      const timeout = (): Failure => ({ _tag: "Timeout", timeoutMs, sent: true })
      return withDeadline(
        runRequest(client, request, partial),
        clockOf(fiber),
        timeoutMs,
        () => Effect.suspend(() => received(partial, timeout()))
      )
    })
}

/**
 * Adds trace headers for the operation's span if `HttpClient.withTracerPropagation(true)` was set. @effect/platform
 * adds them only together with its own span, which is off.
 */
const addTraceContext = (request: HttpClientRequest.HttpClientRequest): Effect.Effect<typeof request> =>
  Effect.withFiberRuntime((fiber) => {
    if (!fiber.getFiberRef(HttpClient.currentTracerPropagation)) return Effect.succeed(request)
    const span = Option.getOrUndefined(Context.getOption(fiber.currentContext, Tracer.ParentSpan))
    return Effect.succeed(
      span?._tag === "Span" ? HttpClientRequest.setHeaders(request, HttpTraceContext.toHeaders(span)) : request
    )
  })

/** The result of a request: a response, complete or truncated, or a failure. */
const received = (
  { head, text }: PartialResponse,
  cut: Failure | undefined,
  isTooLong = false
): Effect.Effect<Received, Failure> =>
  head === undefined ? Effect.fail(cut!) : Effect.succeed({ response: { text, ...head }, cut, isTooLong })

const runRequest = (
  client: HttpClient.HttpClient,
  request: ResolvedRequest,
  partial: PartialResponse
): Effect.Effect<Received, Failure> =>
  Effect.matchCauseEffect(Effect.zipRight(prepareFiber, sendAndReceive(client, request, partial)), {
    onSuccess: (isComplete) => received(partial, undefined, !isComplete),
    onFailure: (cause) => received(partial, toFailure(cause, request, partial))
  })

/**
 * Maps errors, defects and interruption of the client to a failure. If the call itself is interrupted, the result is
 * ignored.
 */
const toFailure = (
  cause: Cause.Cause<unknown>,
  { secrets }: ResolvedRequest,
  { head }: PartialResponse
): Failure =>
  toConnectionFailure(
    Cause.isInterruptedOnly(cause) ? new Error("the HTTP client interrupted the request") : Cause.squash(cause),
    { headSeen: head !== undefined, secrets }
  )

/**
 * Settings for the fiber of a request. It has its own fiber, so nothing has to be restored. The span of
 * @effect/platform is off: it would contain the bearer token's header, and the operation has a span. Trace headers are
 * sent only if the client asks for them. Redirects are not followed: they would send the bearer token elsewhere.
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

/** Sends a request and reads the response; `false` if the body was too long. */
const sendAndReceive = (
  client: HttpClient.HttpClient,
  request: ResolvedRequest,
  partial: PartialResponse
): Effect.Effect<boolean, HttpClientError.HttpClientError> =>
  Effect.flatMap(send(client, request), (response) => {
    const { status } = response
    partial.head = { status, headers: { ...response.headers } }
    return mayBuffer(response, request)
      ? Effect.map(response.text, (text) => {
        partial.text = text
        return true
      })
      : readChunks(response, request.isSuccess(status) ? maxSuccessBody : maxErrorBody, partial)
  })

const send = (
  client: HttpClient.HttpClient,
  { body, headers, method, url }: ResolvedRequest
): Effect.Effect<Response, HttpClientError.HttpClientError> =>
  Effect.catchIf(
    client.execute(
      HttpClientRequest.make(method)(url, {
        // Clients over undici and `node:http` do not decompress, and some gateways compress by default.
        headers: { "accept-encoding": "identity", ...headers },
        ...(body === undefined ? {} : { body: HttpBody.text(body, "application/json") })
      })
    ),
    // Clients that fail on error statuses keep the response on the error.
    (error) => error._tag === "ResponseError" && error.reason === "StatusCode",
    (error) => Effect.succeed((error as HttpClientError.ResponseError).response)
  )

/** Whether the body may be read at once. That is faster, but a truncated body is lost entirely. */
const mayBuffer = ({ headers, status }: Response, { isSuccess, keepsCutBody }: ResolvedRequest): boolean =>
  !keepsCutBody && isSuccess(status) && headers["content-encoding"] === undefined &&
  Number(headers["content-length"] ?? Infinity) <= maxBufferedBody

const readChunks = (
  { stream }: Response,
  limit: number,
  partial: PartialResponse
): Effect.Effect<boolean, HttpClientError.ResponseError> => {
  const decoder = new TextDecoder()
  let isComplete = true
  const onChunk = (chunks: Chunk.Chunk<Uint8Array>) => {
    for (const chunk of chunks) partial.text += chunkText(chunk, decoder)
    isComplete = partial.text.length <= limit
    return isComplete ? Effect.void : Effect.fail(Option.none<HttpClientError.ResponseError>())
  }
  // Pulling chunks takes half as long as running the stream into a sink.
  return Stream.toPull(stream).pipe(
    Effect.flatMap((pull) => Effect.forever(Effect.flatMap(pull, onChunk))),
    Effect.scoped,
    Effect.catchAll(Option.match({ onNone: () => Effect.void, onSome: Effect.fail })),
    // The stream of a response without a body fails with this error.
    Effect.catchIf(({ reason }) => reason === "EmptyBody", () => Effect.void),
    Effect.map(() => {
      partial.text += decoder.decode()
      return isComplete
    })
  )
}
