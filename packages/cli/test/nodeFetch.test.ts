import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "vitest"
import { nodeFetch } from "../src/internal/nodeFetch.js"

const serve = async (listener: RequestListener) => {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

/** The chunks of a body until it ends or fails. */
const readAll = async (response: Response): Promise<{ readonly text: string; readonly failed: boolean }> => {
  const reader = response.body!.getReader()
  const decoder = new TextDecoder()
  let text = ""
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return { text, failed: false }
      text += decoder.decode(value, { stream: true })
    }
  } catch {
    return { text, failed: true }
  }
}

describe("fetch over node:http", () => {
  it("sends method, headers and body, asks for no compression, and follows no redirect", async () => {
    await using server = await serve((request, response) => {
      let body = ""
      request.setEncoding("utf8").on("data", (chunk: string) => body += chunk).on("end", () => {
        const { "accept-encoding": encoding, "content-length": length, "x-a": a } = request.headers
        response.writeHead(302, { location: "http://127.0.0.1:1/", "set-cookie": ["a=1", "b=2"] })
        response.end(JSON.stringify([request.method, a, encoding, length, body]))
      })
    })
    const response = await nodeFetch(server.url, { method: "POST", headers: { "x-a": "1" }, body: "é" })
    assert.strictEqual(response.status, 302)
    assert.deepStrictEqual(JSON.parse(await response.text()), ["POST", "1", "identity", "2", "é"])
  })

  it("gives what has come of a body that is cut, and then fails", async () => {
    await using server = await serve((_, response) => {
      response.writeHead(201, { "content-length": "100" })
      response.write("half of", () => response.destroy())
    })
    assert.deepStrictEqual(await readAll(await nodeFetch(server.url, {})), { text: "half of", failed: true })
  })

  it("ends a request that is aborted, before its response and while it is read", async () => {
    await using server = await serve((request, response) => {
      if (request.url === "/silent") return
      response.writeHead(200)
      response.write("begun")
    })
    const silent = new AbortController()
    const never = nodeFetch(`${server.url}silent`, { signal: silent.signal })
    silent.abort()
    assert.strictEqual(await never.then(() => "responded", (error: Error) => error.name), "AbortError")
    const reading = new AbortController()
    const response = await nodeFetch(server.url, { signal: reading.signal })
    const read = readAll(response)
    setTimeout(() => reading.abort(), 20)
    assert.isTrue((await read).failed)
  })

  it("fails with the reason where nothing listens", async () => {
    const failed = await nodeFetch("http://localhost:1/", {}).then(() => undefined, (error: unknown) => error)
    assert.propertyVal(failed, "code", "ECONNREFUSED")
  })
})
