/**
 * An HTTP server that no client can end, and that closes at once.
 *
 * @module
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as HttpServer from "@effect/platform/HttpServer"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Http from "node:http"
import type * as Net from "node:net"
import type { Duplex } from "node:stream"
import { isBlockedPort } from "./internal/blockedPorts.js"
import { ListenError } from "./ListenError.js"

export { isBlockedPort } from "./internal/blockedPorts.js"

/** How long a client may take to send a request, in milliseconds. The time a response takes does not count. */
export interface Limits {
  /** Until the headers are complete. */
  readonly headers: number
  /** Until the whole request has arrived. */
  readonly request: number
}

/** Where a server listens, and how long it waits for requests. */
export interface Options {
  /** Port; 0 for a free one that `fetch` does not block. */
  readonly port: number
  /** Address or name to listen on. Default `127.0.0.1`. `0.0.0.0` and `::` are all addresses of this machine. */
  readonly host?: string | undefined
  /** Default: 30 seconds each. Slower clients get 408. */
  readonly limits?: Limits | undefined
}

// On a busy machine, ten seconds may pass between a connection and its first byte.
const defaultLimits: Limits = { headers: 30_000, request: 30_000 }

const ignoreError = (): void => {}

// =====================================================================================================================
// What clients may send
// =====================================================================================================================

const refusalText = "This server accepts no other protocol than HTTP/1.1"

const refusalBody = (status: number): string => JSON.stringify({ error: { code: status, message: refusalText } })

const wantsUpgrade = ({ headers: { connection = "", upgrade } }: Http.IncomingMessage): boolean =>
  upgrade !== undefined && /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(connection)

/** Clients that prefer HTTP/2 offer it with an ordinary request, and expect an ordinary response where it is unknown. */
const offersHttp2 = ({ headers: { upgrade = "" } }: Http.IncomingMessage): boolean => /^\s*h2c\s*$/i.test(upgrade)

const refuseUpgrade = (response: Http.ServerResponse): void => {
  response.writeHead(400, { "content-type": "application/json", connection: "close" }).end(refusalBody(400))
}

/** Node hands over the bare socket of a `CONNECT` and stops handling its errors. */
const refuseConnect = (_: Http.IncomingMessage, socket: Duplex): void => {
  const body = refusalBody(405)
  const head = [
    "HTTP/1.1 405 Method Not Allowed",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    "Connection: close"
  ]
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy())
}

const guarded = (handler: Http.RequestListener): Http.RequestListener => (request, response) => {
  request.on("error", ignoreError)
  response.on("error", ignoreError)
  if (wantsUpgrade(request)) {
    if (!offersHttp2(request)) return refuseUpgrade(response)
    // Node drops bytes that arrived together with such a request.
    response.shouldKeepAlive = false
  }
  handler(request, response)
}

// =====================================================================================================================
// Listening
// =====================================================================================================================

/** A server whose sockets have an error listener for all of their life, also where Node's own is gone. */
const makeServer = ({ headers, request }: Limits, sockets: Set<Net.Socket>): Http.Server =>
  Http.createServer({
    headersTimeout: headers,
    requestTimeout: request,
    connectionsCheckingInterval: Math.min(1_000, headers)
  }).on("connection", (socket: Net.Socket) => {
    sockets.add(socket)
    socket.on("error", ignoreError).once("close", () => sockets.delete(socket))
  }).on("connect", refuseConnect)

/** Refuses new connections, cuts the open ones, and waits until the port is free. */
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
      // From here on an error is a connection that could not be accepted, as with too many open files.
      server.off("error", fail).on("error", ignoreError)
      resume(Effect.sync(() => server.address() as Net.AddressInfo))
    })
  })

/** Starts again where the system chose a port that no browser connects to. */
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
 * Listens until the scope is closed, which destroys every open connection.
 *
 * **Details**
 *
 * - Nothing that a client sends, and no moment at which it leaves, ends the process or is an unhandled error.
 * - Requests to change the protocol (websockets) get 400, `CONNECT` gets 405, and the connection is closed. Requests that
 *   are not HTTP, too large or too slow get 400, 431 or 408. Platform's own server accepts websockets on behalf of the
 *   app and leaves such sockets without an error listener; here the app's `upgrade` always fails.
 */
export const listen = (
  { host = "127.0.0.1", limits = defaultLimits, port }: Options
): Effect.Effect<HttpServer.HttpServer, ListenError, Scope.Scope> =>
  Effect.gen(function*() {
    if (!isPort(port)) return yield* new ListenError({ port, host, code: "ERR_SOCKET_BAD_PORT" })
    const sockets = new Set<Net.Socket>()
    const { address, server } = yield* Effect.acquireRelease(
      Effect.suspend(() => {
        const server = makeServer(limits, sockets)
        return Effect.map(startOnUsablePort(server, port, host || "127.0.0.1"), (address) => ({ address, server }))
      }),
      ({ server }) => shutDown(server, sockets)
    )
    return HttpServer.make({
      address: { _tag: "TcpAddress", hostname: address.address, port: address.port },
      serve: (app, middleware) =>
        Effect.acquireRelease(
          Effect.map(NodeHttpServer.makeHandler(app, middleware!), guarded),
          (handler) => Effect.sync(() => server.off("request", handler))
        ).pipe(Effect.map((handler) => void server.on("request", handler)))
    })
  })

/** The base URL of a server, by an address that clients can connect to: `0.0.0.0` and `::` are none. */
export const origin = ({ address }: HttpServer.HttpServer): string => {
  if (address._tag === "UnixAddress") return HttpServer.formatAddress(address)
  const { hostname, port } = address
  const host = { "0.0.0.0": "127.0.0.1", "::": "::1" }[hostname] ?? hostname
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`
}

/** Whether a server can be reached from this machine only. */
export const isLocal = ({ address }: HttpServer.HttpServer): boolean =>
  address._tag === "UnixAddress" || /^(?:127\.|::1$)/.test(address.hostname)
