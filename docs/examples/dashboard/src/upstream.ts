/**
 * Forwards requests to the service with the management key, and returns the responses.
 *
 * The server does not retry: the page's client does, and knows when that is safe. Failures become statuses:
 *
 * - 503 marked "not-sent" (see `rejection.ts`), with `Retry-After`: no connection could be made.
 * - 502: the connection was lost later. It is unknown whether a change was made.
 * - 504: no response in time. It is unknown whether a change was made.
 * - A truncated response is truncated for the page too: the received part may contain a secret.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeStream from "@effect/platform-node/NodeStream"
import type Undici from "@effect/platform-node/Undici"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { constTrue } from "effect/Function"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Zlib from "node:zlib"
import { makeDispatcher, NotConnected, type Proxies, proxiesOf } from "./proxy.js"
import { makeRedact } from "./redact.js"
import { Rejection } from "./rejection.js"
import type { Body as BufferedBody } from "./responseBuffer.js"
import type { Route } from "./route.js"

/** Options for the connection to the service. */
export interface UpstreamOptions {
  readonly apiKey: Redacted.Redacted<string>
  /** Base URL, as in `https://openrouter.ai/api/v1`. */
  readonly serverURL: string
  /** Time for a response. Default: 1 minute, which is more than the page's client waits. */
  readonly timeout?: Duration.DurationInput | undefined
  /** Whether to use the proxy in the environment. Default: no, as for a service on this machine. */
  readonly isProxied?: boolean | undefined
}

/** The response of the service, and its body. */
export interface Forwarded {
  readonly response: HttpServerResponse.HttpServerResponse
  readonly body: BufferedBody
}

/** Forwards a request and returns the response. */
export type Forward = (route: Route, body: string | undefined) => Effect.Effect<Forwarded, Rejection>

// =====================================================================================================================
// Connections
// =====================================================================================================================

const makeClient = (
  options: Undici.Agent.Options,
  proxies: Proxies | undefined
): Effect.Effect<HttpClient.HttpClient, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => makeDispatcher(options, proxies)),
      (dispatcher) => Effect.promise(async () => dispatcher.destroy())
    ),
    NodeHttpClient.makeUndici
  )

/**
 * The service may close an idle connection just when a request is written to it. A read can be retried then; the outcome
 * of a change would be unknown, so each change has its own connection.
 */
const makeClients = (proxies: Proxies | undefined) =>
  Effect.all({ reads: makeClient({}, proxies), changes: makeClient({ pipelining: 0 }, proxies) })

// =====================================================================================================================
// Requests
// =====================================================================================================================

const rejections = {
  notConnected: new Rejection({
    status: 503,
    message: "The service could not be reached; nothing was sent",
    headers: { "retry-after": "1" }
  }),
  busy: new Rejection({
    status: 503,
    message: "The dashboard has too many requests under way; nothing was sent",
    headers: { "retry-after": "2" }
  }),
  unreadable: new Rejection({
    mayBeSent: true,
    status: 502,
    message: "The service's response has an unsupported content encoding"
  }),
  lost: new Rejection({ mayBeSent: true, status: 502, message: "The connection to the service was lost" }),
  timedOut: new Rejection({ mayBeSent: true, status: 504, message: "The service did not respond in time" })
}

const requestOf = (
  { apiKey, serverURL }: UpstreamOptions,
  { operation, path, search }: Route,
  body: string | undefined
): HttpClientRequest.HttpClientRequest =>
  HttpClientRequest.make(operation.method)(`${serverURL.replace(/\/+$/, "")}${path}${search}`, {
    headers: {
      accept: "application/json",
      "accept-encoding": "identity",
      authorization: `Bearer ${Redacted.value(apiKey)}`,
      "user-agent": "openrouter-keys-dashboard"
    },
    ...body !== undefined && { body: HttpBody.text(body, "application/json") }
  })

// The error is dropped: it contains the request, and thus the key.
const toRejection = (cause: Cause.Cause<HttpClientError.HttpClientError>): Rejection => {
  const error = Cause.squash(cause)
  return error instanceof Error && error.cause instanceof NotConnected ? rejections.notConnected : rejections.lost
}

const send = (
  client: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<HttpClientResponse.HttpClientResponse, Rejection> =>
  client.execute(request).pipe(
    // A span would contain the header with the key.
    Effect.locally(HttpClient.currentTracerDisabledWhen, constTrue),
    Effect.catchAllCause((cause) => Cause.isInterruptedOnly(cause) ? Effect.interrupt : Effect.fail(toRejection(cause)))
  )

// =====================================================================================================================
// Responses
// =====================================================================================================================

/** Much more than a page of keys. An endless response must not fill the memory. */
const maxBody = 2 * 1024 * 1024

interface Body {
  readonly bytes: Buffer
  readonly isWhole: boolean
}

const read = (response: HttpClientResponse.HttpClientResponse, timeout: Duration.Duration): Effect.Effect<Body> =>
  Effect.suspend(() => {
    const chunks: Array<Uint8Array> = []
    let length = 0
    const body = (isWhole: boolean): Body => ({ bytes: Buffer.concat(chunks), isWhole })
    return response.stream.pipe(
      Stream.runForEachWhile((chunk) =>
        Effect.sync(() => {
          chunks.push(chunk.subarray(0, maxBody - length))
          length += chunk.length
          return length <= maxBody
        })
      ),
      Effect.timeout(timeout),
      Effect.match({
        onFailure: () => body(false),
        onSuccess: () => body(length <= maxBody)
      })
    )
  })

type Decode = (bytes: Buffer, options: Zlib.ZlibOptions & Zlib.BrotliOptions) => Buffer

const decoders: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ["", (bytes) => bytes],
  ["identity", (bytes) => bytes],
  ["gzip", Zlib.gunzipSync],
  ["x-gzip", Zlib.gunzipSync],
  ["deflate", Zlib.inflateSync],
  ["br", Zlib.brotliDecompressSync]
])

// Decodes a truncated body as far as possible.
const flush = { finishFlush: Zlib.constants.Z_SYNC_FLUSH, maxOutputLength: maxBody }
const flushBrotli = { finishFlush: Zlib.constants.BROTLI_OPERATION_FLUSH, maxOutputLength: maxBody }

/** Decompresses the body, because the key cannot be found in compressed data. Compression was not requested. */
const decode = (
  { headers }: HttpClientResponse.HttpClientResponse,
  body: Body
): Effect.Effect<Body, Rejection> => {
  const encoding = (headers["content-encoding"] ?? "").trim().toLowerCase()
  const decoder = decoders.get(encoding)
  if (decoder === undefined) return Effect.fail(rejections.unreadable)
  return Effect.try({
    try: () => ({ ...body, bytes: decoder(body.bytes, encoding === "br" ? flushBrotli : flush) }),
    catch: () => rejections.unreadable
  })
}

const forwardedHeaders = /^(?:content-type|retry-after|retry-after-ms|x-ratelimit-.+)$/

/** The response, with the management key redacted if the service or a proxy repeats it. */
const respond = (
  { headers, status }: HttpClientResponse.HttpClientResponse,
  body: Body,
  redact: (text: string) => string
): Effect.Effect<Forwarded> => {
  // Latin-1 maps one character to one byte, so every body survives the conversion.
  const text = body.bytes.toString("latin1")
  const shown = redact(text)
  const bytes = shown === text ? body.bytes : Buffer.from(shown, "latin1")
  const forwarded = Object.entries(headers).filter(([name]) => forwardedHeaders.test(name))
  const options = {
    status,
    headers: {
      "content-type": "text/plain",
      ...Object.fromEntries(forwarded.map(([name, value]) => [name, redact(value)])),
      ...body.isWhole && { "content-length": String(bytes.length) }
    }
  }
  const end = body.isWhole ? Stream.empty : Stream.fail(new Error("The service's response was cut short"))
  return Effect.map(NodeStream.toReadable(Stream.concat(Stream.make(bytes), end)), (readable) => ({
    response: HttpServerResponse.raw(readable, options),
    body: { bytes: bytes.length, readable }
  }))
}

// =====================================================================================================================
// Forwarding
// =====================================================================================================================

/** Maximum number of concurrent requests: each may have a whole body in memory while it is redacted. */
const maxUnderWay = 8

/** Maximum number of waiting requests, and how long they wait. */
const maxWaiting = 100
const maxWait = Duration.seconds(20)

/** Limits concurrency. A request that waits for too long fails before it is sent. */
const makeGate = Effect.map(Effect.makeSemaphore(maxUnderWay), (semaphore) => {
  let waiting = 0
  return <A>(forward: Effect.Effect<A, Rejection>): Effect.Effect<A, Rejection> =>
    Effect.suspend(() => {
      if (waiting >= maxWaiting) return Effect.fail(rejections.busy)
      let state: "waiting" | "started" | "given up" = "waiting"
      waiting++
      const stopWaiting = (next: "started" | "given up") => {
        if (state !== "waiting") return
        state = next
        waiting--
      }
      const start = Effect.suspend(() => {
        stopWaiting("started")
        return state === "started" ? forward : Effect.fail(rejections.busy)
      })
      const giveUp = Effect.suspend(() => {
        stopWaiting("given up")
        return state === "started" ? Effect.never : Effect.fail(rejections.busy)
      })
      return semaphore.withPermits(1)(start).pipe(
        Effect.raceFirst(Effect.zipRight(Effect.sleep(maxWait), giveUp)),
        Effect.ensuring(Effect.sync(() => stopWaiting("given up")))
      )
    })
})

/** Makes the function that forwards requests. Its connections close with the scope. */
export const makeForward = (options: UpstreamOptions): Effect.Effect<Forward, Error, Scope.Scope> =>
  Effect.gen(function*() {
    const proxies = options.isProxied === true ? yield* proxiesOf(process.env) : undefined
    const { changes, reads } = yield* makeClients(proxies)
    const gate = yield* makeGate
    const timeout = Duration.decode(options.timeout ?? "1 minute")
    const redact = makeRedact(Redacted.value(options.apiKey))
    return (route, body) =>
      send(route.operation.method === "GET" ? reads : changes, requestOf(options, route, body)).pipe(
        Effect.timeoutFail({ duration: timeout, onTimeout: () => rejections.timedOut }),
        Effect.bindTo("response"),
        Effect.bind(
          "body",
          ({ response }) => Effect.flatMap(read(response, timeout), (body) => decode(response, body))
        ),
        Effect.flatMap(({ body, response }) => respond(response, body, redact)),
        gate,
        // A closed page needs no response.
        Effect.interruptible
      )
  })
