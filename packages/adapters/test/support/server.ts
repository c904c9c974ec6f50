/** A real server on 127.0.0.1 that remembers what it was sent, and answers as a test says. */
import * as Http from "node:http"
import type * as Net from "node:net"

/** A request as it arrived. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  /** The JSON body; `undefined` without one. */
  readonly body: unknown
}

/** What a request is answered with; without it, it is left waiting. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown
  /** Closes the connection instead of answering. */
  readonly drop?: boolean
  /** Closes the connection where the answer's body should go on. */
  readonly cut?: boolean
}

export type Respond = (request: Received, index: number) => Answer | undefined | Promise<Answer>

export interface Server {
  readonly url: string
  readonly requests: ReadonlyArray<Received>
  /** How many of the clients went away before they had an answer. */
  readonly abandoned: () => number
  /** How many connections there have been, and how many there are. */
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

const write = (answer: Answer, response: Http.ServerResponse): void => {
  if (answer.drop === true) {
    response.destroy()
    return
  }
  response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers })
  const body = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body)
  if (answer.cut === true) response.write(body, () => response.destroy())
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
      const answer = await respond(request, requests.push(request) - 1)
      if (answer !== undefined) write(answer, response)
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
