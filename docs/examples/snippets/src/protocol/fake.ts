import { makeFake, makeHandle } from "@openrouter-keys/protocol/fake"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { text } from "node:stream/consumers"
import { setTimeout as sleep } from "node:timers/promises"

const fake = makeFake({ keys: [{ name: "CI", limit: 5 }], now: () => Date.now() })
const handle = makeHandle(fake, { sleep: (ms) => sleep(ms) })

const respond = async (request: IncomingMessage, response: ServerResponse) => {
  const { headers: { authorization }, method = "GET", url = "/" } = request
  const result = await handle({ method, url, headers: { authorization }, body: await text(request) })
  // The other results are faults that drop the connection.
  if (result._tag === "Complete") response.writeHead(result.status, result.headers).end(result.body)
  else response.destroy()
}

const server = createServer((request, response) => void respond(request, response))

server.listen(4010, "127.0.0.1")
server.unref() // so that this example ends

console.log(`http://127.0.0.1:4010/api/v1, key ${fake.managementKey.length} characters`)
