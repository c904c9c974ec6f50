/**
 * An HTTP server that no request can crash and that closes immediately.
 *
 * @module
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as HttpServer from "@effect/platform/HttpServer"
import { isBlockedPort } from "@openrouter-keys/protocol/Endpoint"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Http from "node:http"
import type * as Net from "node:net"
import type { Duplex } from "node:stream"
import { ListenError } from "./ListenError.js"

export { isBlockedPort } from "@openrouter-keys/protocol/Endpoint"

/** Timeouts for receiving a request, in milliseconds. The time of the response does not count. */
export interface RequestTimeouts {
  /** Until the headers are complete. */
  readonly headers: number
  /** Until the whole request has arrived. */
  readonly request: number
}

/** Options of a server. */
export interface Options {
  /** Port; 0 for a free one that `fetch` does not block. */
  readonly port: number
  /** Address or name to listen on. Default `127.0.0.1`. `0.0.0.0` and `::` mean all addresses of this machine. */
  readonly host?: string | undefined
  /** Default: 30 seconds each. Slower clients get 408. */
  readonly timeouts?: RequestTimeouts | undefined
}

// On a busy machine, ten seconds can pass between a connection and its first byte.
const defaultTimeouts: RequestTimeouts = { headers: 30_000, request: 30_000 }

const ignoreError = (): void => {}

// =====================================================================================================================
// Requests
// =====================================================================================================================

const protocolMessage = "This server accepts HTTP/1.1 only"

const protocolError = (status: number): string => JSON.stringify({ error: { code: status, message: protocolMessage } })

const wantsUpgrade = ({ headers: { connection = "", upgrade } }: Http.IncomingMessage): boolean =>
  upgrade !== undefined && /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(connection)

/** Clients that prefer HTTP/2 offer it in an HTTP/1.1 request, and expect an HTTP/1.1 response if it is not supported. */
const offersHttp2 = ({ headers: { upgrade = "" } }: Http.IncomingMessage): boolean => /^\s*h2c\s*$/i.test(upgrade)

const rejectUpgrade = (response: Http.ServerResponse): void => {
  response.writeHead(400, { "content-type": "application/json", connection: "close" }).end(protocolError(400))
}

/** Node passes the raw socket of a `CONNECT` and stops handling its errors. */
const rejectConnect = (_: Http.IncomingMessage, socket: Duplex): void => {
  const body = protocolError(405)
  const head = [
    "HTTP/1.1 405 Method Not Allowed",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    "Connection: close"
  ]
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy())
}

const withGuards = (handler: Http.RequestListener): Http.RequestListener => (request, response) => {
  request.on("error", ignoreError)
  response.on("error", ignoreError)
  if (wantsUpgrade(request)) {
    if (!offersHttp2(request)) return rejectUpgrade(response)
    // Node drops the bytes that arrive together with such a request.
    response.shouldKeepAlive = false
  }
  handler(request, response)
}

// =====================================================================================================================
// Listening
// =====================================================================================================================

/** A server whose sockets always have an error listener, also after Node has removed its own. */
const makeServer = ({ headers, request }: RequestTimeouts, sockets: Set<Net.Socket>): Http.Server =>
  Http.createServer({
    headersTimeout: headers,
    requestTimeout: request,
    connectionsCheckingInterval: Math.min(1_000, headers)
  }).on("connection", (socket: Net.Socket) => {
    sockets.add(socket)
    socket.on("error", ignoreError).once("close", () => sockets.delete(socket))
  }).on("connect", rejectConnect)

/** Stops listening, destroys the open connections, and waits until the port is free. */
const shutDown = (server: Http.Server, sockets: ReadonlySet<Net.Socket>): Effect.Effect<void> =>
  Effect.async((resume) => {
    server.close(() => resume(Effect.void))
    for (const socket of sockets) socket.destroy()
  })

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= 65_535

const start = (server: Http.Server, port: number, host: string): Effect.Effect<Net.AddressInfo, ListenError> =>
  Effect.async((resume) => {
    const fail = (cause: NodeJS.ErrnoException) =>
      resume(Effect.fail(new ListenError({ port, host, code: cause.code ?? cause.message })))
    server.once("error", fail)
    server.listen({ port, host }, () => {
      // Later errors are connections that could not be accepted, such as with too many open files.
      server.off("error", fail).on("error", ignoreError)
      resume(Effect.sync(() => server.address() as Net.AddressInfo))
    })
  })

/** Starts again if the system chose a port that browsers block. */
const startOnUsablePort = (
  server: Http.Server,
  port: number,
  host: string
): Effect.Effect<Net.AddressInfo, ListenError> =>
  Effect.flatMap(start(server, port, host), (address) =>
    port === 0 && isBlockedPort(address.port)
      ? Effect.zipRight(shutDown(server, new Set()), startOnUsablePort(server, port, host))
      : Effect.succeed(address))

/**
 * Listens until the scope closes, which destroys every open connection.
 *
 * **Details**
 *
 * - No request and no disconnect ends the process or causes an unhandled error.
 * - Upgrades to another protocol (websockets) get 400, `CONNECT` gets 405, and the connection is closed. Requests that are
 *   not HTTP, too large or too slow get 400, 431 or 408. Platform's own server accepts websockets for the app and leaves
 *   their sockets without an error listener; here the app's `upgrade` always fails.
 */
export const listen = (
  { host = "127.0.0.1", timeouts = defaultTimeouts, port }: Options
): Effect.Effect<HttpServer.HttpServer, ListenError, Scope.Scope> =>
  Effect.gen(function*() {
    if (!isPort(port)) return yield* new ListenError({ port, host, code: "ERR_SOCKET_BAD_PORT" })
    const sockets = new Set<Net.Socket>()
    const { address, server } = yield* Effect.acquireRelease(
      Effect.suspend(() => {
        const server = makeServer(timeouts, sockets)
        return Effect.map(startOnUsablePort(server, port, host || "127.0.0.1"), (address) => ({ address, server }))
      }),
      ({ server }) => shutDown(server, sockets)
    )
    return HttpServer.make({
      address: { _tag: "TcpAddress", hostname: address.address, port: address.port },
      serve: (app, middleware) =>
        Effect.acquireRelease(
          Effect.map(NodeHttpServer.makeHandler(app, middleware!), withGuards),
          (handler) => Effect.sync(() => server.off("request", handler))
        ).pipe(Effect.map((handler) => void server.on("request", handler)))
    })
  })

/** The base URL of a server. Replaces `0.0.0.0` and `::`, which clients cannot connect to, by a loopback address. */
export const origin = ({ address }: HttpServer.HttpServer): string => {
  if (address._tag === "UnixAddress") return HttpServer.formatAddress(address)
  const { hostname, port } = address
  const host = { "0.0.0.0": "127.0.0.1", "::": "::1" }[hostname] ?? hostname
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`
}

/** Whether a server is reachable from this machine only. */
export const isLocal = ({ address }: HttpServer.HttpServer): boolean =>
  address._tag === "UnixAddress" || /^(?:127\.|::1$)/.test(address.hostname)
