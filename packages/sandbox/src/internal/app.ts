/**
 * From a request on a socket to the fake and back.
 */
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type { FakeOpenRouter } from "@openrouter-keys/core/testing/FakeOpenRouter"
import * as Effect from "effect/Effect"
import type * as Http from "node:http"

type Reply = FakeOpenRouter.Reply

/** No request of this API comes near it. */
const maxBodyBytes = 1024 * 1024

/**
 * The whole body, or `undefined` when it is too large.
 *
 * Platform's readers destroy the connection in that case; the client should get its 413 instead, so the rest of the
 * body is read and thrown away.
 */
const readBody = (message: Http.IncomingMessage): Effect.Effect<Uint8Array | undefined> =>
  Effect.async((resume) => {
    const chunks: Array<Uint8Array> = []
    let bytes = 0
    message.on("data", (chunk: Uint8Array) => {
      bytes += chunk.length
      if (bytes <= maxBodyBytes) return void chunks.push(chunk)
      chunks.length = 0
      resume(Effect.succeed(undefined))
    })
    message.once("end", () => resume(Effect.sync(() => Buffer.concat(chunks))))
    message.once("error", () => resume(Effect.interrupt))
  })

const headersOf = (message: Http.IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(message.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]]
    )
  )

const tooLarge = HttpServerResponse.unsafeJson(
  { error: { code: 413, message: "Request body too large" } },
  { status: 413 }
)

const answer = ({ body, headers, status }: FakeOpenRouter.Reply.Answer): HttpServerResponse.HttpServerResponse =>
  body === ""
    ? HttpServerResponse.empty({ status, headers: { ...headers, "content-length": "0" } })
    : HttpServerResponse.text(body, { status, headers })

/** The response is ended by hand, which is how platform's server knows that there is nothing left to send. */
const hangUp = (response: Http.ServerResponse): void => {
  response.socket?.destroy()
  response.end()
}

const breakOff = (reply: Reply, response: Http.ServerResponse): Effect.Effect<void> =>
  reply._tag === "Dropped"
    ? Effect.sync(() => hangUp(response))
    : Effect.async((resume) => {
      response.writeHead(reply.status, reply.headers)
      response.write(reply.body, () => {
        hangUp(response)
        resume(Effect.void)
      })
    })

/** The fake as an HTTP app. */
export const makeApp = (fake: FakeOpenRouter.Service): HttpApp.Default =>
  Effect.gen(function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    const message = NodeHttpServerRequest.toIncomingMessage(request)
    const body = yield* Effect.interruptible(readBody(message))
    if (body === undefined) return tooLarge
    const reply = yield* Effect.interruptible(
      fake.handle({ method: request.method, url: request.url, headers: headersOf(message), body })
    )
    if (reply._tag === "Answer") return answer(reply)
    yield* breakOff(reply, NodeHttpServerRequest.toServerResponse(request))
    return HttpServerResponse.empty()
  })
