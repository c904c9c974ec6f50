/** Requests over any `HttpClient`: undici's layer, a test's, one that `transformClient` wraps. */
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
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { constTrue } from "effect/Function"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
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
export const httpClientTransport = (client: HttpClient.HttpClient): Transport => (request, timeoutMs) =>
  Effect.withFiber((fiber) => {
    const progress: Progress = { head: undefined, text: "" }
    const timeout = (): Failure => ({ _tag: "Timeout", timeoutMs, sent: true })
    return withDeadline(exchange(client, request, progress), {
      clock: clockOf(fiber),
      context: prepareContext(fiber.context),
      millis: timeoutMs,
      onTimeout: () => Effect.suspend(() => received(progress, timeout()))
    })
  })

/**
 * Settings of a request. Platform's span would name the bearer token's header, and the operation has its own; trace
 * headers, which platform adds together with its span, are not sent. Redirects would carry the bearer token elsewhere.
 */
const prepareContext = (context: Context.Context<never>): Context.Context<never> =>
  withInit(
    Context.add(context, HttpClient.TracerDisabledWhen, constTrue),
    { ...defaultInit(), ...platformInit(context), redirect: "manual" }
  )

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
  Effect.matchCauseEffect(sendAndReceive(client, request, progress), {
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
    Cause.hasInterruptsOnly(cause) ? new Error("the HTTP client interrupted the request") : Cause.squash(cause),
    { headSeen: head !== undefined, secrets }
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
    ({ reason }) => reason._tag === "StatusCodeError",
    (error) => Effect.succeed(error.response!)
  )

/** Whether the body may be read at once, which is faster but loses all of it when it is cut. */
const mayBuffer = ({ headers, status }: Response, { isSuccess, keepsCutBody }: ResolvedRequest): boolean =>
  !keepsCutBody && isSuccess(status) && headers["content-encoding"] === undefined &&
  Number(headers["content-length"] ?? Infinity) <= maxBufferedBody

const tooLong = Symbol("tooLong")

const readChunks = (
  { stream }: Response,
  limit: number,
  progress: Progress
): Effect.Effect<boolean, HttpClientError.HttpClientError> => {
  const decoder = new TextDecoder()
  return Stream.runForEachArray(stream, (chunks) => {
    for (const chunk of chunks) progress.text += chunkText(chunk, decoder)
    return progress.text.length <= limit ? Effect.void : Effect.fail(tooLong)
  }).pipe(
    Effect.as(true),
    Effect.catchIf((error) => error === tooLong, () => Effect.succeed(false)),
    // The stream of a response without a body fails in this way.
    Effect.catchIf(isEmptyBody, () => Effect.succeed(true)),
    Effect.tap(() => {
      progress.text += decoder.decode()
      return Effect.void
    })
  )
}

const isEmptyBody = (error: unknown): boolean =>
  HttpClientError.isHttpClientError(error) && error.reason._tag === "EmptyBodyError"
