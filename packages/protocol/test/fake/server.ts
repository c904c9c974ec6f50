/**
 * The fake as a Node server on localhost.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { type Fake, type Handle, makeHandle } from "../../src/fake/index.js"

const read = async (message: IncomingMessage): Promise<Uint8Array> => {
  const chunks: Array<Uint8Array> = []
  for await (const chunk of message) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}

const serve = (handle: Handle) => async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
  const gone = new AbortController()
  response.on("close", () => gone.abort())
  const { headers, method = "", url = "" } = message
  const body = await read(message)
  const reply = await handle({ method, url, headers: headers as Record<string, string>, body }, gone.signal)
  if (reply._tag === "Dropped") return void response.destroy()
  response.writeHead(reply.status, reply.headers)
  if (reply._tag === "Complete") response.end(reply.body)
  else response.write(reply.body, () => response.destroy())
}

export const listen = async (fake: Fake): Promise<{ readonly url: string; readonly close: () => void }> => {
  const respond = serve(makeHandle(fake, { sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }) }))
  const server = createServer((message, response) => void respond(message, response).catch(() => response.destroy()))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/api/v1`, close: () => server.close().closeAllConnections() }
}
