/** A fetch function over `node:http`. Loading Node's own fetch takes longer than running a command. */
import type { Fetch } from "@openrouter-keys/protocol/client/FetchExchange"
import * as Http from "node:http"
import * as Https from "node:https"

/** The chunks of a body, as they arrive. */
const readerOf = (response: Http.IncomingMessage) => {
  const chunks = response[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  return {
    read: async () => {
      const next = await chunks.next()
      return next.done === true ? { done: true, value: undefined } : { done: false, value: next.value }
    },
    cancel: async () => {
      response.destroy()
    }
  }
}

const textOf = async (response: Http.IncomingMessage): Promise<string> => {
  response.setEncoding("utf8")
  let text = ""
  for await (const chunk of response) text += String(chunk)
  return text.replace(/^\uFEFF/, "")
}

/** How long a connection may take, in milliseconds. After it, the request certainly was not sent. */
const connectTimeout = 10_000

/** Node has no timeout for connecting. */
const limitConnecting = (sent: Http.ClientRequest): void => {
  sent.once("socket", (socket) => {
    if (!socket.connecting) return
    const timer = setTimeout(() => {
      const error = new Error(`there was no connection within ${connectTimeout / 1000} s`)
      sent.destroy(Object.assign(error, { code: "ERR_SOCKET_CONNECTION_TIMEOUT" }))
    }, connectTimeout)
    const stop = () => clearTimeout(timer)
    socket.once("connect", stop).once("close", stop)
  })
}

/** The used parts of a `Response`. */
const toResponse = (response: Http.IncomingMessage) => ({
  status: response.statusCode,
  headers: response.headers,
  body: { getReader: () => readerOf(response), cancel: () => readerOf(response).cancel() },
  text: () => textOf(response)
})

/** A fetch function that does not follow redirects and does not request compression. */
export const nodeFetch: Fetch = (url, { body, headers, method, signal }) =>
  new Promise((resolve, reject) => {
    const { request } = url.startsWith("https:") ? Https : Http
    const sent = request(url, {
      method: method ?? "GET",
      headers: { "accept-encoding": "identity", ...headers as Readonly<Record<string, string>> },
      ...(signal == null ? {} : { signal })
    })
    limitConnecting(sent)
    sent.on("response", (response) => resolve(toResponse(response) as unknown as Response)).on("error", reject)
    sent.end(body ?? undefined)
  })
