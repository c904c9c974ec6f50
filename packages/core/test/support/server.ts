/** A real HTTP server on localhost with scripted faults, which records its requests. */
import { Effect, type Scope } from "effect"
import * as Http from "node:http"
import type { AddressInfo } from "node:net"

export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: Http.IncomingHttpHeaders
  readonly body: string
}

/** A received request and its response. */
export interface Exchange {
  readonly request: Received
  readonly response: Http.ServerResponse
  /** Number of requests before this one. */
  readonly index: number
}

export interface Server {
  readonly url: string
  readonly requests: ReadonlyArray<Received>
  /** Received requests whose response is neither complete nor truncated. */
  readonly pending: Effect.Effect<number>
}

/** Serves until the scope closes. */
export const serve = (onRequest: (exchange: Exchange) => void): Effect.Effect<Server, never, Scope.Scope> =>
  Effect.gen(function*() {
    const requests: Array<Received> = []
    let pending = 0
    const server = Http.createServer((request, response) => {
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        const received = {
          method: request.method ?? "",
          url: request.url ?? "",
          headers: request.headers,
          body: Buffer.concat(chunks).toString()
        }
        const index = requests.push(received) - 1
        pending++
        response.on("close", () => pending--)
        onRequest({ request: received, response, index })
      })
    })
    yield* Effect.acquireRelease(
      Effect.async<void>((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.void))
      }),
      () =>
        Effect.async<void>((resume) => {
          server.closeAllConnections()
          server.close(() => resume(Effect.void))
        })
    )
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
      requests,
      pending: Effect.sync(() => pending)
    }
  })

/** Responds with a status and a body. */
export const respondWith = (
  status: number,
  body: string | Uint8Array,
  headers: Http.OutgoingHttpHeaders = { "content-type": "application/json" }
) =>
({ response }: Exchange): void => {
  response.writeHead(status, headers)
  response.end(body)
}
