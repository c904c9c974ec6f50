/**
 * The other side of the loopback, in a process of its own: it answers at once and does next to nothing, so that what is
 * measured is the client. The first segment of a path says how many keys there are, as in `/100/keys`.
 */
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import { created, one, page } from "./wire.js"

const answer = (request: Http.IncomingMessage): readonly [status: number, body: Buffer] => {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost")
  const [, total, , hash] = pathname.split("/")
  if (request.method === "POST") return [201, created]
  return [200, hash === undefined ? page(Number(total), Number(searchParams.get("offset"))) : one]
}

const server = Http.createServer((request, response) => {
  request.resume().on("end", () => {
    const [status, body] = answer(request)
    response.writeHead(status, { "content-type": "application/json", "content-length": body.length }).end(body)
  })
})

// Idle while the others are measured: that must not cost a client its connection.
server.keepAliveTimeout = 120_000
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port))
process.once("disconnect", () => process.exit())
