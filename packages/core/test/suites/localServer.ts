/** A real HTTP server on 127.0.0.1 for one test. */
import * as Http from "node:http"
import type * as Net from "node:net"
import { onTestFinished } from "vitest"

/** A received request. */
export interface Received {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Http.IncomingHttpHeaders
  readonly body: string
}

/** Responds to a request. `index` counts from 0. */
export type Respond = (request: Received, response: Http.ServerResponse, index: number) => void

/** The server of a test. */
export interface LocalServer {
  readonly url: string
  readonly requests: ReadonlyArray<Received>
}

/** Listens until the test ends. A concurrent test passes `onTestFinished` of its own context. */
export const listen = async (respond: Respond, onFinished = onTestFinished): Promise<LocalServer> => {
  const requests: Array<Received> = []
  const server = Http.createServer((message, response) => {
    const chunks: Array<Buffer> = []
    message.on("data", (chunk: Buffer) => chunks.push(chunk))
    message.on("end", () => {
      const request = {
        method: message.method ?? "",
        path: message.url ?? "",
        query: new URL(message.url ?? "", "http://localhost").searchParams,
        headers: message.headers,
        body: Buffer.concat(chunks).toString()
      }
      respond(request, response, requests.push(request) - 1)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onFinished(() =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  )
  return { url: `http://127.0.0.1:${(server.address() as Net.AddressInfo).port}/api/v1`, requests }
}

/** A URL where nobody listens. */
export const closedURL = async (): Promise<string> => {
  const server = Http.createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as Net.AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return `http://127.0.0.1:${port}/api/v1`
}

/** Responds with a status and a body. */
export const respondWith = (
  status: number,
  body: string | Uint8Array = "",
  headers: Http.OutgoingHttpHeaders = {}
): Respond =>
(_, response) => {
  response.writeHead(status, { "content-type": "application/json", ...headers })
  response.end(body)
}

/** Returns the responses in order, then repeats the last one. */
export const inTurn = (...responds: ReadonlyArray<Respond>): Respond => (request, response, index) =>
  responds[Math.min(index, responds.length - 1)]!(request, response, index)
