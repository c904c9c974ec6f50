/** Sends requests with any `HttpClient`, such as one that `transformClient` wraps. */
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

/** The response received so far, also for the failure of a timeout. */
interface PartialResponse {
  head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined
  text: string
}

/** Sends requests with a client of @effect/platform. */
export const httpClientTransport = (client: HttpClient.HttpClient): Transport => (request, timeoutMs) =>
  Effect.withFiber((fiber) => {
    const partial: PartialResponse = { head: undefined, text: "" }
    const timeout = (): Failure => ({ _tag: "Timeout", timeoutMs, sent: true })
    return withDeadline(runRequest(client, request, partial), {
      clock: clockOf(fiber),
      context: prepareContext(fiber.context),
      millis: timeoutMs,
      onTimeout: () => Effect.suspend(() => received(partial, timeout()))
    })
  })

/**
 * Settings of a request. The client's span is off: it would contain the bearer token's header, and the operation has a
 * span. So trace headers, which the client adds with its span, are not sent. Redirects are not followed: they would
 * send the bearer token elsewhere.
 */
const prepareContext = (context: Context.Context<never>): Context.Context<never> =>
  withInit(
    Context.add(context, HttpClient.TracerDisabledWhen, constTrue),
    { ...defaultInit(), ...platformInit(context), redirect: "manual" }
  )

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
  Effect.matchCauseEffect(sendAndReceive(client, request, partial), {
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
    Cause.hasInterruptsOnly(cause) ? new Error("the HTTP client interrupted the request") : Cause.squash(cause),
    { headSeen: head !== undefined, secrets }
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
    ({ reason }) => reason._tag === "StatusCodeError",
    (error) => Effect.succeed(error.response!)
  )

/** Whether the body may be read at once. That is faster, but a truncated body is lost entirely. */
const mayBuffer = ({ headers, status }: Response, { isSuccess, keepsCutBody }: ResolvedRequest): boolean =>
  !keepsCutBody && isSuccess(status) && headers["content-encoding"] === undefined &&
  Number(headers["content-length"] ?? Infinity) <= maxBufferedBody

const tooLong = Symbol("tooLong")

const readChunks = (
  { stream }: Response,
  limit: number,
  partial: PartialResponse
): Effect.Effect<boolean, HttpClientError.HttpClientError> => {
  const decoder = new TextDecoder()
  return Stream.runForEachArray(stream, (chunks) => {
    for (const chunk of chunks) partial.text += chunkText(chunk, decoder)
    return partial.text.length <= limit ? Effect.void : Effect.fail(tooLong)
  }).pipe(
    Effect.as(true),
    Effect.catchIf((error) => error === tooLong, () => Effect.succeed(false)),
    // The stream of a response without a body fails with this error.
    Effect.catchIf(isEmptyBody, () => Effect.succeed(true)),
    Effect.tap(() => {
      partial.text += decoder.decode()
      return Effect.void
    })
  )
}

const isEmptyBody = (error: unknown): boolean =>
  HttpClientError.isHttpClientError(error) && error.reason._tag === "EmptyBodyError"
