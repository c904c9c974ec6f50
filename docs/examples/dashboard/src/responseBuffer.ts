/**
 * Limits the memory of responses that clients have not read yet: their total size, and how long a client may read nothing.
 */
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Duration from "effect/Duration"
import type * as Http from "node:http"
import type { Readable } from "node:stream"

/** Limits of the buffer. */
export interface ResponseBufferOptions {
  /** Maximum total size of all bodies, in bytes. Default: 32 MiB. */
  readonly maxBytes?: number | undefined
  /** Time without reading after which a client is disconnected. Default: 10 seconds. */
  readonly readTimeout?: Duration.DurationInput | undefined
}

/** The body of a response. */
export interface Body {
  readonly bytes: number
  readonly readable: Readable
}

/** Tracks responses until their clients have read them. */
export interface ResponseBuffer {
  /** Disconnects the client if it reads nothing for `readTimeout`. */
  readonly limitReadTime: (request: HttpServerRequest.HttpServerRequest) => void
  /** Adds a body to the total until the client has read it or disconnects. Drops the oldest if the total is too large. */
  readonly add: (request: HttpServerRequest.HttpServerRequest, body: Body) => void
}

export const makeResponseBuffer = (
  { maxBytes = 32 * 1024 * 1024, readTimeout = "10 seconds" }: ResponseBufferOptions = {}
): ResponseBuffer => {
  const limit = Duration.toMillis(readTimeout)
  /** The oldest first. */
  const bodies = new Map<Http.ServerResponse, Body>()
  let total = 0
  const release = (response: Http.ServerResponse): void => {
    total -= bodies.get(response)?.bytes ?? 0
    bodies.delete(response)
  }
  const drop = (response: Http.ServerResponse, { readable }: Body): void => {
    release(response)
    readable.destroy(new Error("The client does not read"))
    response.destroy()
  }
  const evict = (bytes: number): void => {
    for (const [oldest, body] of bodies) {
      if (total + bytes <= maxBytes) return
      drop(oldest, body)
    }
  }
  return {
    limitReadTime: (request) => {
      const response = NodeHttpServerRequest.toServerResponse(request)
      // Node restarts the timer on any progress, and for the connection's next request.
      response.setTimeout(limit, () => response.destroy())
    },
    add: (request, body) => {
      const response = NodeHttpServerRequest.toServerResponse(request)
      const incoming = NodeHttpServerRequest.toIncomingMessage(request)
      evict(body.bytes)
      bodies.set(response, body)
      total += body.bytes
      response.once("close", () => release(response))
      // A response that waits for an earlier one of its connection gets no event when the connection closes.
      incoming.once("close", () => {
        if (incoming.socket.destroyed && bodies.has(response)) drop(response, body)
      })
    }
  }
}
