/**
 * The server, in its own process. It responds at once with prepared bodies, so that the client is measured and not the
 * server. The first segment of a path says how many keys there are, as in `/100/keys`.
 */
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import { created, one, page } from "./wire.js"

const respond = (request: Http.IncomingMessage): readonly [status: number, body: Buffer] => {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost")
  const [, total, , hash] = pathname.split("/")
  if (request.method === "POST") return [201, created]
  return [200, hash === undefined ? page(Number(total), Number(searchParams.get("offset"))) : one]
}

const server = Http.createServer((request, response) => {
  request.resume().on("end", () => {
    const [status, body] = respond(request)
    response.writeHead(status, { "content-type": "application/json", "content-length": body.length }).end(body)
  })
})

// Connections of a client stay open while the others are measured.
server.keepAliveTimeout = 120_000
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port))
process.once("disconnect", () => process.exit())
