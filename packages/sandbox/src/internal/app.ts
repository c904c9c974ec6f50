/**
 * Serves the fake and the control endpoints over HTTP.
 */
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type { FakeOpenRouter } from "@openrouter-keys/core/testing/FakeOpenRouter"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Http from "node:http"
import { StateError } from "../StateError.js"
import { readBody } from "./body.js"
import * as Control from "./control.js"
import { corsHeaders, preflightHeaders } from "./cors.js"

type FakeResponse = FakeOpenRouter.Response

const headersOf = (message: Http.IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(message.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]]
    )
  )

const jsonResponse = ({ body, headers, status }: Control.ControlResponse): HttpServerResponse.HttpServerResponse =>
  body === undefined
    ? HttpServerResponse.empty({ status })
    : HttpServerResponse.unsafeJson(body, { status, ...headers && { headers } })

const completeResponse = (
  { body, headers, status }: Extract<FakeResponse, { _tag: "Complete" }>
): HttpServerResponse.HttpServerResponse =>
  body === ""
    ? HttpServerResponse.empty({ status, headers: { ...headers, "content-length": "0" } })
    : HttpServerResponse.text(body, { status, headers })

/** Drops the connection. Ends the response too, so that platform's server sends nothing more. */
const destroySocket = (request: Http.IncomingMessage, response: Http.ServerResponse): void => {
  // A response that waits for an earlier one of its connection has no socket of its own.
  request.socket.destroy()
  response.end()
}

const truncate = (
  faked: Exclude<FakeResponse, { _tag: "Complete" }>,
  request: Http.IncomingMessage,
  response: Http.ServerResponse
): Effect.Effect<void> =>
  faked._tag === "Dropped"
    ? Effect.sync(() => destroySocket(request, response))
    : Effect.async((resume) => {
      response.writeHead(faked.status, { ...faked.headers, ...corsHeaders(request, faked.headers) })
      response.write(faked.body, () => {
        destroySocket(request, response)
        resume(Effect.void)
      })
    })

/** Responds with 500 if a change could not be saved. */
const stateErrorResponse = (defect: unknown): Option.Option<Effect.Effect<HttpServerResponse.HttpServerResponse>> =>
  defect instanceof StateError
    ? Option.some(Effect.as(Console.error(defect.message), jsonResponse(Control.errorResponse(500, defect.message))))
    : Option.none()

const respond = (
  fake: FakeOpenRouter.Service,
  request: HttpServerRequest.HttpServerRequest
): Effect.Effect<HttpServerResponse.HttpServerResponse> =>
  Effect.gen(function*() {
    const { headers, method, url } = request
    const message = NodeHttpServerRequest.toIncomingMessage(request)
    const preflight = preflightHeaders(message)
    if (preflight !== undefined) return HttpServerResponse.empty({ status: 204, headers: preflight })
    const body = yield* Effect.interruptible(readBody(message))
    if (body === undefined) return jsonResponse(Control.errorResponse(413, "Request body too large"))
    if (Control.isControl(url)) {
      return jsonResponse(yield* Control.control(fake, { method, url, authorization: headers.authorization, body }))
    }
    const faked = yield* Effect.interruptible(fake.handle({ method, url, headers: headersOf(message), body }))
    if (faked._tag === "Complete") return completeResponse(faked)
    yield* truncate(faked, message, NodeHttpServerRequest.toServerResponse(request))
    return HttpServerResponse.empty()
  })

/** The fake as an HTTP app. */
export const makeApp = (fake: FakeOpenRouter.Service): HttpApp.Default =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
    respond(fake, request).pipe(
      Effect.catchSomeDefect(stateErrorResponse),
      Effect.map((response) =>
        HttpServerResponse.setHeaders(
          response,
          corsHeaders(NodeHttpServerRequest.toIncomingMessage(request), response.headers)
        )
      )
    ))
