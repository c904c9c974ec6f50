/** A client over a pool that is not closed and has idle connections. The process must exit. */
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import { OpenRouter } from "../../src/node.js"

let connections = 0
const server = Http.createServer((_, response) => response.end("{\"data\":[]}"))
server.on("connection", (socket) => {
  connections++
  // The server must not keep the process alive.
  socket.unref()
})
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
server.unref()

const serverURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const openRouter = new OpenRouter({ apiKey: "key", serverURL, keepAliveTimeoutMs: 60_000 })
await Promise.all([openRouter.apiKeys.list(), openRouter.apiKeys.list(), openRouter.apiKeys.list()])

const done = performance.now()
process.on("exit", () => console.log(JSON.stringify({ connections, milliseconds: performance.now() - done })))
