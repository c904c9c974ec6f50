/**
 * HTTP on both sides of the server under test: a client that sends requests that no browser or library
 * would send, and a service that records requests.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Fs from "node:fs/promises"
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import * as Os from "node:os"
import * as Path from "node:path"
import { serve, type ServerOptions } from "../../src/server.js"

export interface TestRequest {
  readonly method?: string
  readonly path?: string
  /** Headers in addition to those of our own page; `undefined` removes one of them. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string
}

export interface TestResponse {
  readonly status: number
  readonly headers: Http.IncomingHttpHeaders
  readonly text: string
  /** Whether the body is complete. */
  readonly isWhole: boolean
}

/** Sends a request like one of our own page, except for what the options change. */
export const ask = (
  url: string,
  { body, headers = {}, method = "GET", path = "/" }: TestRequest
): Effect.Effect<TestResponse> =>
  Effect.async((resume) => {
    const { host, hostname, origin, port } = new URL(url)
    const ours = {
      host,
      ...method !== "GET" && { origin },
      ...body !== undefined && { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }
    }
    const sent = Object.entries({ ...ours, ...headers }).filter((entry): entry is [string, string] =>
      entry[1] !== undefined
    )
    const request = Http.request(
      { hostname, port, method, path, headers: Object.fromEntries(sent), setHost: false, agent: false },
      (response) => {
        let text = ""
        const end = () =>
          resume(Effect.succeed({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            isWhole: response.complete
          }))
        response.setEncoding("utf8").on("data", (chunk: string) => text += chunk).on("close", end)
      }
    )
    request.on("error", (error) => resume(Effect.die(error)))
    request.end(body)
    return Effect.sync(() => request.destroy())
  })

export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: Http.IncomingHttpHeaders
  readonly body: string
}

/** A service that records requests and responds with `reply`. */
export const makeService = (
  reply: (response: Http.ServerResponse, received: Received) => void
): Effect.Effect<
  { readonly url: string; readonly received: ReadonlyArray<Received>; readonly connections: () => number },
  never,
  Scope.Scope
> =>
  Effect.acquireRelease(
    Effect.async<Http.Server & { received: Array<Received>; count: number }>((resume) => {
      const received: Array<Received> = []
      const server = Object.assign(Http.createServer(), { received, count: 0 })
      server.on("connection", () => server.count++)
      server.on("request", (request, response) => {
        let body = ""
        request.setEncoding("utf8").on("data", (chunk: string) => body += chunk).on("end", () => {
          const { headers, method = "", url = "" } = request
          received.push({ method, url, headers, body })
          reply(response, { method, url, headers, body })
        })
      })
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.sync(() => {
        server.close()
        server.closeAllConnections()
      })
  ).pipe(Effect.map((server) => ({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    received: server.received,
    connections: () => server.count
  })))

/** A URL at which no server listens. */
export const unusedUrl: Effect.Effect<string> = Effect.map(
  Effect.scoped(makeService(() => {})),
  ({ url }) => url
)

/** A built page, of two files. */
export const page: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(async () => {
    const directory = await Fs.mkdtemp(Path.join(Os.tmpdir(), "dashboard-"))
    await Fs.mkdir(Path.join(directory, "assets"))
    await Fs.writeFile(Path.join(directory, "index.html"), "<!doctype html><title>Keys</title>")
    await Fs.writeFile(Path.join(directory, "assets", "index-abc123.js"), "export {}")
    return directory
  }),
  (directory) => Effect.promise(async () => Fs.rm(directory, { recursive: true }))
)

export const managementKey = "sk-or-v1-management-key-of-the-test"

/** The server under test before a service. */
export const serveTo = (
  serverURL: string,
  options: Partial<Pick<ServerOptions, "mode" | "responseBuffer" | "port" | "timeout">> = {}
): Effect.Effect<string, Error, Scope.Scope> =>
  Effect.flatMap(
    page,
    (directory) =>
      serve({ mode: "live", apiKey: Redacted.make(managementKey), serverURL, directory, port: 0, ...options })
  )

export const mebibyte = 1024 * 1024

/** A small body of a service. */
export const small = JSON.stringify({ data: [] })

/** A service that responds to a list with a body of this size, and to a key with a small one. */
export const makeLarge = (size: number) => {
  const large = Buffer.alloc(size, " ")
  return makeService((response, { url }) => response.end(url.includes("/keys") ? large : small))
}
