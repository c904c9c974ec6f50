/** Real tunnels through a real proxy. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Http from "node:http"
import * as Net from "node:net"
import { beforeEach, vi } from "vitest"
import { ask, makeService, managementKey, serveTo, unusedUrl } from "./support/http.js"

beforeEach(() => {
  for (const name of ["http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"]) {
    vi.stubEnv(name, undefined)
  }
})

interface Proxy {
  readonly host: string
  /** The received CONNECT requests. */
  readonly received: ReadonlyArray<string>
}

/** A proxy that connects every name to one address, or runs a handler. */
const makeProxy = (
  target: string,
  onConnect?: (socket: Net.Socket) => void
): Effect.Effect<Proxy, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<{ server: Http.Server; received: Array<string>; sockets: Set<Net.Socket> }>((resume) => {
      const received: Array<string> = []
      const sockets = new Set<Net.Socket>()
      const server = Http.createServer((request, response) => {
        received.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`)
        response.writeHead(501).end()
      })
      server.on("connection", (socket) => sockets.add(socket))
      server.on("connect", (request, socket: Net.Socket) => {
        received.push(`CONNECT ${request.url} ${JSON.stringify(request.headers)}`)
        socket.on("error", () => {})
        if (onConnect !== undefined) return onConnect(socket)
        const { hostname, port } = new URL(target)
        const tunnel = Net.connect(Number(port), hostname, () => {
          socket.write("HTTP/1.1 200 Connection Established\r\n\r\n")
          socket.pipe(tunnel)
          tunnel.pipe(socket)
        })
        tunnel.on("error", () => socket.destroy())
      })
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed({ server, received, sockets })))
    }),
    ({ server, sockets }) =>
      Effect.sync(() => {
        server.close()
        for (const socket of sockets) socket.destroy()
      })
  ).pipe(Effect.map(({ received, server }) => ({
    received,
    host: `127.0.0.1:${(server.address() as Net.AddressInfo).port}`
  })))

const create = { method: "POST", path: "/api/v1/keys", body: JSON.stringify({ name: "CI" }) }

const service = makeService((response) => response.end("{\"data\":[]}"))

describe("behind a proxy the server", () => {
  it.scopedLive.each(["HTTP_PROXY", "http_proxy"])(
    "reaches a service that only the proxy of %s can reach",
    (name) =>
      Effect.gen(function*() {
        const { received, url } = yield* service
        const proxy = yield* makeProxy(url)
        vi.stubEnv(name, `http://user:p%40ss@${proxy.host}`)
        const dashboard = yield* serveTo("http://service.invalid/api/v1")
        for (const request of [{ path: "/api/v1/keys" }, create, create]) {
          assert.deepInclude(yield* ask(dashboard, request), { status: 200, text: "{\"data\":[]}" })
        }
        assert.deepStrictEqual(received.map(({ headers, method, url }) => [method, url, headers.host]), [
          ["GET", "/api/v1/keys", "service.invalid"],
          ["POST", "/api/v1/keys", "service.invalid"],
          ["POST", "/api/v1/keys", "service.invalid"]
        ])
        // Each change has its own connection here too.
        assert.lengthOf(proxy.received, 3)
        for (const received of proxy.received) {
          assert.match(received, /^CONNECT service\.invalid:80 /)
          assert.include(received, Buffer.from("user:p@ss").toString("base64"))
          assert.notInclude(received, managementKey)
        }
      })
  )

  it.scopedLive("tunnels to an https service through HTTPS_PROXY, also without a scheme", () =>
    Effect.gen(function*() {
      // The service has no TLS, so the handshake fails.
      const { received, url } = yield* service
      const proxy = yield* makeProxy(url)
      vi.stubEnv("HTTPS_PROXY", proxy.host)
      const response = yield* ask(yield* serveTo("https://service.invalid/api/v1"), create)
      assert.match(proxy.received.join(), /^CONNECT service\.invalid:443 /)
      assert.deepInclude(response, { status: 503 })
      assert.strictEqual(response.headers["x-openrouter-keys-outcome"], "not-sent")
      assert.deepStrictEqual(received, [])
    }))

  it.scopedLive("bypasses the proxy for names in NO_PROXY, and for the sandbox", () =>
    Effect.gen(function*() {
      const { received, url } = yield* service
      const proxy = yield* makeProxy(url)
      vi.stubEnv("HTTP_PROXY", `http://${proxy.host}`)
      yield* ask(yield* serveTo(url, { mode: "sandbox" }), create)
      vi.stubEnv("NO_PROXY", "example.com, 127.0.0.1")
      yield* ask(yield* serveTo(url), create)
      assert.lengthOf(received, 2)
      assert.deepStrictEqual(proxy.received, [])
    }))

  it.scopedLive.each([
    { what: "refuses", onConnect: (socket: Net.Socket) => void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n") },
    {
      what: "asks for a password",
      onConnect: (socket: Net.Socket) =>
        void socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n")
    },
    { what: "hangs up", onConnect: (socket: Net.Socket) => void socket.destroy() }
  ])("knows that nothing was sent where the proxy $what", ({ onConnect }) =>
    Effect.gen(function*() {
      const proxy = yield* makeProxy("", onConnect)
      vi.stubEnv("HTTP_PROXY", `http://${proxy.host}`)
      const response = yield* ask(yield* serveTo("http://service.invalid/api/v1"), create)
      assert.strictEqual(response.status, 503)
      assert.strictEqual(response.headers["x-openrouter-keys-outcome"], "not-sent")
    }))

  it.scopedLive("reports that nothing was sent if the proxy is down", () =>
    Effect.gen(function*() {
      vi.stubEnv("HTTP_PROXY", new URL(yield* unusedUrl).origin)
      const response = yield* ask(yield* serveTo("http://service.invalid/api/v1"), create)
      assert.deepInclude(response, { status: 503 })
      assert.strictEqual(response.headers["x-openrouter-keys-outcome"], "not-sent")
    }))

  it.scopedLive("reports an unknown outcome if the tunnel breaks", () =>
    Effect.gen(function*() {
      const { received, url } = yield* makeService((response) => response.destroy())
      const proxy = yield* makeProxy(url)
      vi.stubEnv("HTTP_PROXY", `http://${proxy.host}`)
      const response = yield* ask(yield* serveTo("http://service.invalid/api/v1"), create)
      assert.deepInclude(response, { status: 502 })
      assert.isUndefined(response.headers["x-openrouter-keys-outcome"])
      assert.lengthOf(received, 1)
    }))

  it.scopedLive.each(["socks5://user:secret@127.0.0.1:1080", "http://", "http://user:secret@[::1"])(
    "does not start with HTTPS_PROXY=%s, and does not repeat it",
    (address) =>
      Effect.gen(function*() {
        vi.stubEnv("HTTPS_PROXY", address)
        const { message } = yield* Effect.flip(serveTo("https://service.invalid/api/v1"))
        assert.strictEqual(message, "HTTPS_PROXY must be the http or https URL of a proxy.")
      })
  )
})
