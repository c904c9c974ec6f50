/**
 * The service behind the server: a request goes on with the management key put in, and its answer comes back.
 *
 * Nothing is sent again from here. The page's client does that, and knows when it is safe; all it needs is that a status
 * of ours says as much as the failure itself did:
 *
 * - 503 that says "not sent" (see `refusal.ts`), with `Retry-After`: there was no connection.
 * - 502: the connection was lost after that. Whether a change was made is not known.
 * - 504: no answer in time. Neither is it known here.
 * - An answer that breaks off does so for the page too: a secret may be in the part that came.
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
import type { Body as OutboxBody } from "./outbox.js"
import { makeDispatcher, NotConnected, type Proxies, proxiesOf } from "./proxy.js"
import { makeRedact } from "./redact.js"
import { Refusal } from "./refusal.js"
import type { Route } from "./route.js"

/** Which service, and with which key. */
export interface UpstreamOptions {
  readonly apiKey: Redacted.Redacted<string>
  /** Base URL, as in `https://openrouter.ai/api/v1`. */
  readonly serverURL: string
  /** How long an answer may take. Default: a minute, which is more than the page's client waits. */
  readonly timeout?: Duration.DurationInput | undefined
  /** Whether the proxy is used that the environment names. Default: no, as for a service on this machine. */
  readonly isProxied?: boolean | undefined
}

/** What the service responded, and the body of that. */
export interface Forwarded {
  readonly response: HttpServerResponse.HttpServerResponse
  readonly body: OutboxBody
}

/** Sends a request on, and brings its response back. */
export type Forward = (route: Route, body: string | undefined) => Effect.Effect<Forwarded, Refusal>

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
 * A connection that was kept may be closed by the service just when a request is written to it. A read is sent again
 * then; of a change it would not be known whether it was made, so each has a connection of its own.
 */
const makeClients = (proxies: Proxies | undefined) =>
  Effect.all({ reads: makeClient({}, proxies), changes: makeClient({ pipelining: 0 }, proxies) })

// =====================================================================================================================
// Asking
// =====================================================================================================================

const refusals = {
  notConnected: new Refusal({
    status: 503,
    message: "The service could not be reached; nothing was sent",
    headers: { "retry-after": "1" }
  }),
  busy: new Refusal({
    status: 503,
    message: "The dashboard has too many requests under way; nothing was sent",
    headers: { "retry-after": "2" }
  }),
  unreadable: new Refusal({
    mayBeSent: true,
    status: 502,
    message: "The service's response is encoded in a way that cannot be read"
  }),
  lost: new Refusal({ mayBeSent: true, status: 502, message: "The connection to the service was lost" }),
  late: new Refusal({ mayBeSent: true, status: 504, message: "The service did not answer in time" })
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

// Nothing of the error itself is kept: it holds the request, and so the key.
const toRefusal = (cause: Cause.Cause<HttpClientError.HttpClientError>): Refusal => {
  const error = Cause.squash(cause)
  return error instanceof Error && error.cause instanceof NotConnected ? refusals.notConnected : refusals.lost
}

const send = (
  client: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<HttpClientResponse.HttpClientResponse, Refusal> =>
  client.execute(request).pipe(
    // A span would name the key's header.
    Effect.locally(HttpClient.currentTracerDisabledWhen, constTrue),
    Effect.catchAllCause((cause) => Cause.isInterruptedOnly(cause) ? Effect.interrupt : Effect.fail(toRefusal(cause)))
  )

// =====================================================================================================================
// Answering
// =====================================================================================================================

/** Much more than a page of keys. A response that does not end must not fill the memory. */
const maxBody = 2 * 1024 * 1024

interface Body {
  readonly bytes: Buffer
  readonly isWhole: boolean
}

const read = (response: HttpClientResponse.HttpClientResponse, patience: Duration.Duration): Effect.Effect<Body> =>
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
      Effect.timeout(patience),
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

// So that a body that was cut is read as far as it goes.
const flush = { finishFlush: Zlib.constants.Z_SYNC_FLUSH, maxOutputLength: maxBody }
const flushBrotli = { finishFlush: Zlib.constants.BROTLI_OPERATION_FLUSH, maxOutputLength: maxBody }

/** The body without compression, which was not asked for: the key could pass in it unseen. */
const decode = (
  { headers }: HttpClientResponse.HttpClientResponse,
  body: Body
): Effect.Effect<Body, Refusal> => {
  const encoding = (headers["content-encoding"] ?? "").trim().toLowerCase()
  const decoder = decoders.get(encoding)
  if (decoder === undefined) return Effect.fail(refusals.unreadable)
  return Effect.try({
    try: () => ({ ...body, bytes: decoder(body.bytes, encoding === "br" ? flushBrotli : flush) }),
    catch: () => refusals.unreadable
  })
}

const passedOn = /^(?:content-type|retry-after|retry-after-ms|x-ratelimit-.+)$/

/** The response without the management key, should the service or something before it repeat it. */
const respond = (
  { headers, status }: HttpClientResponse.HttpClientResponse,
  body: Body,
  redact: (text: string) => string
): Effect.Effect<Forwarded> => {
  // One character a byte, so that every body survives being looked at as text.
  const text = body.bytes.toString("latin1")
  const shown = redact(text)
  const bytes = shown === text ? body.bytes : Buffer.from(shown, "latin1")
  const kept = Object.entries(headers).filter(([name]) => passedOn.test(name))
  const options = {
    status,
    headers: {
      "content-type": "text/plain",
      ...Object.fromEntries(kept.map(([name, value]) => [name, redact(value)])),
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

/** How many requests are with the service at once: each may hold a whole body while it is read and looked through. */
const maxUnderWay = 8

/** How many may wait for those, and for how long. */
const maxWaiting = 100
const longestWait = Duration.seconds(20)

/** Runs at most so many at once. One that would wait for too long fails, and nothing is sent of it. */
const makeGate = Effect.map(Effect.makeSemaphore(maxUnderWay), (semaphore) => {
  let waiting = 0
  return <A>(forward: Effect.Effect<A, Refusal>): Effect.Effect<A, Refusal> =>
    Effect.suspend(() => {
      if (waiting >= maxWaiting) return Effect.fail(refusals.busy)
      let state: "waiting" | "started" | "given up" = "waiting"
      waiting++
      const leave = (next: "started" | "given up") => {
        if (state !== "waiting") return
        state = next
        waiting--
      }
      const start = Effect.suspend(() => {
        leave("started")
        return state === "started" ? forward : Effect.fail(refusals.busy)
      })
      const giveUp = Effect.suspend(() => {
        leave("given up")
        return state === "started" ? Effect.never : Effect.fail(refusals.busy)
      })
      return semaphore.withPermits(1)(start).pipe(
        Effect.raceFirst(Effect.zipRight(Effect.sleep(longestWait), giveUp)),
        Effect.ensuring(Effect.sync(() => leave("given up")))
      )
    })
})

/** The way to the service, for as long as the scope is open. */
export const makeForward = (options: UpstreamOptions): Effect.Effect<Forward, Error, Scope.Scope> =>
  Effect.gen(function*() {
    const proxies = options.isProxied === true ? yield* proxiesOf(process.env) : undefined
    const { changes, reads } = yield* makeClients(proxies)
    const gate = yield* makeGate
    const patience = Duration.decode(options.timeout ?? "1 minute")
    const redact = makeRedact(Redacted.value(options.apiKey))
    return (route, body) =>
      send(route.operation.method === "GET" ? reads : changes, requestOf(options, route, body)).pipe(
        Effect.timeoutFail({ duration: patience, onTimeout: () => refusals.late }),
        Effect.bindTo("response"),
        Effect.bind(
          "body",
          ({ response }) => Effect.flatMap(read(response, patience), (body) => decode(response, body))
        ),
        Effect.flatMap(({ body, response }) => respond(response, body, redact)),
        gate,
        // A page that is gone wants no response.
        Effect.interruptible
      )
  })
