/** Requests to the service, over real HTTP on both sides. */
import { assert, describe, it } from "@effect/vitest"
import * as Operation from "@openrouter-keys/core/Operation"
import * as Effect from "effect/Effect"
import type * as Http from "node:http"
import { ask, makeService, managementKey, serveTo, type TestRequest } from "./support/http.js"

const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

/** A request of the page, with all headers of a browser and of the page's client. */
const fromBrowser = (url: string, request: TestRequest): TestRequest => ({
  ...request,
  headers: {
    accept: "application/json",
    "accept-language": "en",
    "accept-encoding": "gzip, br",
    authorization: "Bearer browser",
    cookie: "session=1",
    origin: new URL(url).origin,
    referer: url,
    "sec-fetch-mode": "cors",
    "sec-fetch-site": "same-origin",
    "user-agent": "Mozilla/5.0",
    "x-forwarded-for": "10.0.0.1",
    "http-referer": "https://evil.example",
    ...request.headers
  }
})

const body = JSON.stringify({ name: "CI", limit: 5 })

/** A request for each operation, with all parameters. */
const requests = Object.values(Operation.all).map(({ hasBody, method, name, path, query }) => {
  const search = query.length === 0 ? "" : `?${new URLSearchParams(query.map((name) => [name, "1 &"])).toString()}`
  const there = `/api/v1${path.replace("{hash}", hash)}${search}`
  const request: TestRequest = { method, path: there, ...hasBody && { body } }
  return { name, there, request }
})

const succeed = (response: Http.ServerResponse) =>
  response.writeHead(200, { "content-type": "application/json" }).end("{\"data\":[]}")

describe("the server forwards", () => {
  it.scopedLive.each(requests)(
    "$name, and nothing of the browser's with it",
    ({ request, there }) =>
      Effect.gen(function*() {
        const service = yield* makeService(succeed)
        const url = yield* serveTo(service.url)
        const response = yield* ask(url, fromBrowser(url, request))
        assert.strictEqual(response.text, "{\"data\":[]}")

        assert.lengthOf(service.received, 1)
        const [received] = service.received
        assert.strictEqual(received?.method, request.method)
        assert.strictEqual(received?.url, there)
        assert.strictEqual(received?.body, request.body ?? "")
        const { connection: _, ...headers } = received?.headers ?? {}
        assert.deepStrictEqual<unknown>(headers, {
          accept: "application/json",
          "accept-encoding": "identity",
          authorization: `Bearer ${managementKey}`,
          host: new URL(service.url).host,
          "user-agent": "openrouter-keys-dashboard",
          ...request.body !== undefined && {
            "content-type": "application/json",
            "content-length": String(request.body.length)
          },
          // Undici says so where a method usually has one.
          ...request.body === undefined && "content-length" in headers && { "content-length": "0" }
        })
      })
  )

  it.scopedLive("a body unchanged, also if JavaScript would change its numbers", () =>
    Effect.gen(function*() {
      const service = yield* makeService(succeed)
      const text = "{ \"limit\": 1e999, \"name\": \"Schlüssel 🔑\", \"big\": 12345678901234567890 }"
      yield* ask(yield* serveTo(service.url), { method: "POST", path: "/api/v1/keys", body: text })
      assert.strictEqual(service.received[0]?.body, text)
    }))

  it.scopedLive("to a URL with a path, with and without a trailing slash", () =>
    Effect.gen(function*() {
      const service = yield* makeService(succeed)
      for (const end of ["/gateway/v1", "/gateway/v1/"]) {
        yield* ask(yield* serveTo(new URL(end, service.url).href), { path: "/api/v1/key" })
      }
      assert.deepStrictEqual(service.received.map(({ url }) => url), ["/gateway/v1/key", "/gateway/v1/key"])
    }))

  it.scopedLive("each change on its own connection, and reads on a reused one", () =>
    Effect.gen(function*() {
      const service = yield* makeService(succeed)
      const url = yield* serveTo(service.url)
      const read = ask(url, { path: "/api/v1/keys" })
      const change = ask(url, { method: "PATCH", path: `/api/v1/keys/${hash}`, body })
      yield* Effect.all([read, read, read])
      assert.strictEqual(service.connections(), 1)
      yield* Effect.all([change, change])
      assert.strictEqual(service.connections(), 3)
    }))
})
