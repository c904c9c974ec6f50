/**
 * A server on 127.0.0.1 that goes away at once, with all its connections, when its scope is closed.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import type * as HttpServer from "@effect/platform/HttpServer"
import type * as HttpServerError from "@effect/platform/HttpServerError"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import * as Http from "node:http"
import type * as Net from "node:net"
import { ListenError } from "../ListenError.js"

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= 65_535

const codeOf = ({ cause }: HttpServerError.ServeError): string =>
  Predicate.hasProperty(cause, "code") ? String(cause.code) : String(cause)

/** Refuses new connections, cuts the open ones, and waits until the port is free. */
const shutDown = (server: Http.Server, sockets: ReadonlySet<Net.Socket>): Effect.Effect<void> =>
  Effect.async((resume) => {
    server.close(() => resume(Effect.void))
    for (const socket of sockets) socket.destroy()
  })

/** How long a client may take, in milliseconds. */
export interface Patience {
  /** Until a request's headers are complete. */
  readonly headers: number
  /** Until all of a request has arrived. How long the answer takes does not count. */
  readonly request: number
}

const patience: Patience = { headers: 10_000, request: 30_000 }

/** Ends clients that send slowly or nothing with 408: open requests must not add up. */
const makeServer = ({ headers, request }: Patience): Http.Server =>
  Http.createServer({
    headersTimeout: headers,
    requestTimeout: request,
    connectionsCheckingInterval: Math.min(1_000, headers)
  })

/** Listens on a port, 0 for any that is free. */
export const listen = (
  port: number,
  limits: Patience = patience
): Effect.Effect<HttpServer.HttpServer, ListenError, Scope.Scope> =>
  Effect.gen(function*() {
    if (!isPort(port)) return yield* new ListenError({ port, code: "ERR_SOCKET_BAD_PORT" })
    const server = makeServer(limits)
    const sockets = new Set<Net.Socket>()
    server.on("connection", (socket) => {
      sockets.add(socket)
      socket.once("close", () => sockets.delete(socket))
    })
    const httpServer = yield* Effect.mapError(
      NodeHttpServer.make(() => server, { port, host: "127.0.0.1" }),
      (error) => new ListenError({ port, code: codeOf(error) })
    )
    // Added last and so run first: platform's own finalizer would wait for the last keep-alive connection.
    yield* Effect.addFinalizer(() => shutDown(server, sockets))
    return httpServer
  })
