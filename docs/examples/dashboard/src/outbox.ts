/**
 * Responses on their way to clients. What a client has not read stays in memory, so there is a bound for all of them
 * together, and a bound for the time that a client may take nothing.
 */
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Duration from "effect/Duration"
import type * as Http from "node:http"
import type { Readable } from "node:stream"

/** How much is held, and for how long. */
export interface OutboxOptions {
  /** Bytes of all bodies together. Default: 32 MiB. */
  readonly maxBytes?: number | undefined
  /** How long a client may read nothing before it is disconnected. Default: 10 seconds. */
  readonly patience?: Duration.DurationInput | undefined
}

/** A body that is to be read by a client. */
export interface Body {
  readonly bytes: number
  readonly readable: Readable
}

/** Watches responses from the time they are handed over until their clients have them. */
export interface Outbox {
  /** Disconnects the client when it reads nothing for a while. */
  readonly hurry: (request: HttpServerRequest.HttpServerRequest) => void
  /** Counts a body that stays in memory until the client has read it or is gone. */
  readonly hold: (request: HttpServerRequest.HttpServerRequest, body: Body) => void
}

export const makeOutbox = ({ maxBytes = 32 * 1024 * 1024, patience = "10 seconds" }: OutboxOptions = {}): Outbox => {
  const limit = Duration.toMillis(patience)
  /** By age, the oldest first. */
  const held = new Map<Http.ServerResponse, Body>()
  let total = 0
  const release = (response: Http.ServerResponse): void => {
    total -= held.get(response)?.bytes ?? 0
    held.delete(response)
  }
  const drop = (response: Http.ServerResponse, { readable }: Body): void => {
    release(response)
    readable.destroy(new Error("The client does not read"))
    response.destroy()
  }
  const makePlace = (bytes: number): void => {
    for (const [oldest, body] of held) {
      if (total + bytes <= maxBytes) return
      drop(oldest, body)
    }
  }
  return {
    hurry: (request) => {
      const response = NodeHttpServerRequest.toServerResponse(request)
      // Node notices any progress, and sets the time anew for the connection's next request.
      response.setTimeout(limit, () => response.destroy())
    },
    hold: (request, body) => {
      const response = NodeHttpServerRequest.toServerResponse(request)
      const incoming = NodeHttpServerRequest.toIncomingMessage(request)
      makePlace(body.bytes)
      held.set(response, body)
      total += body.bytes
      response.once("close", () => release(response))
      // A response that waits for an earlier one of its connection is not told that the connection is gone.
      incoming.once("close", () => {
        if (incoming.socket.destroyed && held.has(response)) drop(response, body)
      })
    }
  }
}
