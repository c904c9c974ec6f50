/** A real server on 127.0.0.1 that records requests and sends canned responses. */
import * as Http from "node:http"
import type * as Net from "node:net"

/** A received request. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  /** The JSON body; `undefined` without one. */
  readonly body: unknown
}

/** The response to a request; without one, the request is never answered. */
export interface CannedResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Strings are sent unchanged, other values as JSON. */
  readonly body?: unknown
  /** Closes the connection instead of responding. */
  readonly drop?: boolean
  /** Closes the connection in the middle of the body. */
  readonly cut?: boolean
}

export type Respond = (request: Received, index: number) => CannedResponse | undefined | Promise<CannedResponse>

export interface Server {
  readonly url: string
  readonly requests: ReadonlyArray<Received>
  /** How many of the clients went away before they had an canned. */
  readonly abandoned: () => number
  /** The total and the open number of connections. */
  readonly connections: () => { readonly opened: number; readonly open: number }
  readonly close: () => Promise<void>
}

const read = async (message: Http.IncomingMessage): Promise<Received> => {
  let text = ""
  for await (const chunk of message.setEncoding("utf8")) text += String(chunk)
  const url = new URL(message.url ?? "", "http://localhost")
  return {
    method: message.method ?? "",
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)])),
    body: text === "" ? undefined : JSON.parse(text) as unknown
  }
}

const write = (canned: CannedResponse, response: Http.ServerResponse): void => {
  if (canned.drop === true) {
    response.destroy()
    return
  }
  response.writeHead(canned.status, { "content-type": "application/json", ...canned.headers })
  const body = typeof canned.body === "string" ? canned.body : JSON.stringify(canned.body)
  if (canned.cut === true) response.write(body, () => response.destroy())
  else response.end(body)
}

export const startServer = async (respond: Respond): Promise<Server> => {
  const requests: Array<Received> = []
  let abandoned = 0
  const server = Http.createServer((message, response) => {
    response.on("close", () => {
      if (!response.writableFinished) abandoned++
    })
    read(message).then(async (request) => {
      const canned = await respond(request, requests.push(request) - 1)
      if (canned !== undefined) write(canned, response)
    }, () => response.destroy())
  })
  const connections = { opened: 0, open: 0 }
  server.on("connection", (socket) => {
    connections.opened++
    connections.open++
    socket.once("close", () => connections.open--)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as Net.AddressInfo).port}/api/v1`,
    requests,
    abandoned: () => abandoned,
    connections: () => ({ ...connections }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
