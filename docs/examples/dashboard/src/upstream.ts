/**
 * The service behind the server: a request goes on with the management key put in, and its answer comes back.
 *
 * Nothing is sent again from here. The page's client does that, and knows when it is safe; all it needs is that a status
 * of ours says as much as the failure itself did:
 *
 * - 503 with `Retry-After`: there was no connection, so nothing was sent. A create may be sent again.
 * - 502: the connection was lost after that. Whether a change was made is not known.
 * - 504: no answer in time. Neither is it known here.
 * - An answer that breaks off does so for the page too: a secret may be in the part that came.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeStream from "@effect/platform-node/NodeStream"
import Undici from "@effect/platform-node/Undici"
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
import { Refusal } from "./refusal.js"
import type { Route } from "./route.js"

/** Which service, and with which key. */
export interface UpstreamOptions {
  readonly apiKey: Redacted.Redacted<string>
  /** Base URL, as in `https://openrouter.ai/api/v1`. */
  readonly serverURL: string
  /** How long an answer may take. Default: a minute, which is more than the page's client waits. */
  readonly timeout?: Duration.DurationInput | undefined
}

/** Sends a request on, and brings its answer back. */
export type Forward = (
  route: Route,
  body: string | undefined
) => Effect.Effect<HttpServerResponse.HttpServerResponse, Refusal>

// =====================================================================================================================
// Connections
// =====================================================================================================================

/** Marks what failed while connecting, whatever the system calls it. */
class NotConnected extends Error {}

const connectOrMark = (): Undici.buildConnector.connector => {
  const connect = Undici.buildConnector({})
  return (options, callback) =>
    connect(
      options,
      (...[error, socket]) =>
        error === null ? callback(null, socket) : callback(new NotConnected("not connected", { cause: error }), null)
    )
}

const makeClient = (options: Undici.Agent.Options): Effect.Effect<HttpClient.HttpClient, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => new Undici.Agent({ ...options, connect: connectOrMark() })),
      (agent) => Effect.promise(async () => agent.destroy())
    ),
    NodeHttpClient.makeUndici
  )

/**
 * A connection that was kept may be closed by the service just when a request is written to it. A read is sent again
 * then; of a change it would not be known whether it was made, so each has a connection of its own.
 */
const makeClients = Effect.all({ reads: makeClient({}), changes: makeClient({ pipelining: 0 }) })

// =====================================================================================================================
// Asking
// =====================================================================================================================

const refusals = {
  notConnected: new Refusal({
    status: 503,
    message: "The service could not be reached; nothing was sent",
    headers: { "retry-after": "1" }
  }),
  lost: new Refusal({ status: 502, message: "The connection to the service was lost" }),
  late: new Refusal({ status: 504, message: "The service did not answer in time" })
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

/** Much more than a page of keys. An answer that does not end must not fill the memory. */
const longestAnswer = 16 * 1024 * 1024

interface Body {
  /** The bytes, one character each, so that every body survives being looked at as text. */
  readonly text: string
  readonly isWhole: boolean
}

const read = (response: HttpClientResponse.HttpClientResponse, patience: Duration.Duration): Effect.Effect<Body> =>
  Effect.suspend(() => {
    let text = ""
    return response.stream.pipe(
      Stream.runForEachWhile((bytes) =>
        Effect.sync(() => {
          text += Buffer.from(bytes).toString("latin1")
          return text.length <= longestAnswer
        })
      ),
      Effect.timeout(patience),
      Effect.match({
        onFailure: () => ({ text, isWhole: false }),
        onSuccess: () => ({ text, isWhole: text.length <= longestAnswer })
      })
    )
  })

const passedOn = /^(?:content-type|content-encoding|retry-after|retry-after-ms|x-ratelimit-.+)$/

/** The answer without the management key, should the service or something before it repeat it. */
const respond = (
  { headers, status }: HttpClientResponse.HttpClientResponse,
  { isWhole, text }: Body,
  apiKey: Redacted.Redacted<string>
): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
  const hide = (text: string): string => text.replaceAll(Redacted.value(apiKey), "<redacted>")
  const contentType = headers["content-type"] ?? "text/plain"
  const kept = Object.entries(headers).filter(([name]) => passedOn.test(name)).map((
    [name, value]
  ) => [name, hide(value)])
  const options = { status, headers: Object.fromEntries(kept) }
  const bytes = Buffer.from(hide(text), "latin1")
  if (isWhole) return Effect.succeed(HttpServerResponse.uint8Array(bytes, { ...options, contentType }))
  const cut = Stream.concat(Stream.make(bytes), Stream.fail(new Error("The service's answer broke off")))
  return Effect.map(NodeStream.toReadable(cut), (readable) => HttpServerResponse.raw(readable, options))
}

/** The way to the service, for as long as the scope is open. */
export const makeForward = (options: UpstreamOptions): Effect.Effect<Forward, never, Scope.Scope> =>
  Effect.map(makeClients, ({ changes, reads }) => {
    const patience = Duration.decode(options.timeout ?? "1 minute")
    return (route, body) =>
      send(route.operation.method === "GET" ? reads : changes, requestOf(options, route, body)).pipe(
        Effect.timeoutFail({ duration: patience, onTimeout: () => refusals.late }),
        Effect.bindTo("response"),
        Effect.bind("body", ({ response }) => read(response, patience)),
        Effect.flatMap(({ body, response }) => respond(response, body, options.apiKey)),
        // A page that is gone wants no answer.
        Effect.interruptible
      )
  })
