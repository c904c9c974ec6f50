/** Responses of the service, and statuses for its failures, over real HTTP on both sides. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { ApiKeys, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Zlib from "node:zlib"
import { ask, makeService, managementKey, serveTo, unusedUrl } from "./support/http.js"

const body = JSON.stringify({ name: "CI" })

/** The server's response to a create, with a scripted service. */
const creating = (reply: Parameters<typeof makeService>[0], options: { readonly timeout?: number } = {}) =>
  Effect.gen(function*() {
    const service = yield* makeService(reply)
    const url = yield* serveTo(service.url, options)
    const response = yield* ask(url, { method: "POST", path: "/api/v1/keys", body })
    assert.notInclude(JSON.stringify(response), managementKey)
    assert.lengthOf(service.received, 1)
    return response
  })

const errorIn = ({ text }: { readonly text: string }): unknown =>
  (JSON.parse(text) as { readonly error: unknown }).error

describe("the server returns", () => {
  it.scopedLive("status, body, and only the headers that the client needs", () =>
    Effect.gen(function*() {
      const response = yield* creating((response) =>
        response.writeHead(429, {
          "content-type": "application/json; charset=utf-8",
          "retry-after": "7",
          "x-ratelimit-limit": "60",
          "x-ratelimit-remaining": "0",
          "x-ratelimit-reset": "1764000000",
          "set-cookie": "session=1",
          "access-control-allow-origin": "*",
          server: "gateway",
          "x-openrouter-keys-outcome": "not-sent",
          "x-internal": "secret"
        }).end("{\"error\":{\"code\":429,\"message\":\"Slow down, Schlüssel 🔑\"}}")
      )
      assert.strictEqual(response.status, 429)
      assert.strictEqual(response.text, "{\"error\":{\"code\":429,\"message\":\"Slow down, Schlüssel 🔑\"}}")
      const { connection: _, date: __, "keep-alive": ___, ...headers } = response.headers
      assert.deepStrictEqual(Object.keys(headers).sort(), [
        "cache-control",
        "content-length",
        "content-security-policy",
        "content-type",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "referrer-policy",
        "retry-after",
        "x-content-type-options",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset"
      ])
      assert.strictEqual(headers["retry-after"], "7")
      assert.strictEqual(headers["content-type"], "application/json; charset=utf-8")
      assert.strictEqual(headers["cache-control"], "no-store")
    }))

  it.scopedLive.each([201, 400, 401, 403, 404, 408, 500, 502, 503])(
    "the status %s unchanged, after one request",
    (status) =>
      Effect.gen(function*() {
        const response = yield* creating((response) => response.writeHead(status).end("{}"))
        assert.deepInclude(response, { status, text: "{}", isWhole: true })
        assert.isUndefined(response.headers["x-openrouter-keys-outcome"])
        assert.isUndefined(response.headers["retry-after"])
      })
  )

  it.scopedLive("a redirect, which it does not follow", () =>
    Effect.gen(function*() {
      const elsewhere = yield* makeService((response) => response.end("{}"))
      const response = yield* creating((response) => response.writeHead(307, { location: elsewhere.url }).end())
      assert.strictEqual(response.status, 307)
      assert.isUndefined(response.headers["location"])
      assert.deepStrictEqual(elsewhere.received, [])
    }))

  it.scopedLive("503 with Retry-After if nothing listens: nothing was sent", () =>
    Effect.gen(function*() {
      const url = yield* serveTo(yield* unusedUrl)
      for (const method of ["GET", "POST"]) {
        const response = yield* ask(url, { method, path: "/api/v1/keys", ...method === "POST" && { body } })
        assert.strictEqual(response.status, 503)
        assert.strictEqual(response.headers["retry-after"], "1")
        assert.strictEqual(response.headers["x-openrouter-keys-outcome"], "not-sent")
        assert.deepStrictEqual(errorIn(response), {
          code: 503,
          message: "The service could not be reached; nothing was sent"
        })
      }
    }))

  it.scopedLive("503 if the service's host is unknown, or has no TLS", () =>
    Effect.gen(function*() {
      const plain = yield* makeService((response) => response.end("{}"))
      for (const address of ["http://service.invalid/api/v1", plain.url.replace("http:", "https:")]) {
        const response = yield* ask(yield* serveTo(address), { method: "POST", path: "/api/v1/keys", body })
        assert.strictEqual(response.status, 503)
        assert.strictEqual(response.headers["retry-after"], "1")
      }
      assert.deepStrictEqual(plain.received, [])
    }))

  it.scopedLive("502 if the connection is lost after the request: it may have been processed", () =>
    Effect.gen(function*() {
      const response = yield* creating((response) => response.destroy())
      assert.strictEqual(response.status, 502)
      assert.isUndefined(response.headers["retry-after"])
      assert.isUndefined(response.headers["x-openrouter-keys-outcome"])
      assert.deepStrictEqual(errorIn(response), { code: 502, message: "The connection to the service was lost" })
    }))

  it.scopedLive("502 if the response is not HTTP", () =>
    Effect.gen(function*() {
      const response = yield* creating((response) => response.socket?.end("nonsense\r\n\r\n"))
      assert.strictEqual(response.status, 502)
    }))

  it.scopedLive("504 if there is no response in time", () =>
    Effect.gen(function*() {
      const response = yield* creating(() => {}, { timeout: 1_500 })
      assert.strictEqual(response.status, 504)
      assert.deepStrictEqual(errorIn(response), { code: 504, message: "The service did not respond in time" })
    }))

  it.scopedLive.each([
    { length: "a length that was said", headers: { "content-length": "100" } },
    { length: "unknown length", headers: {} }
  ])(
    "what came of an response of $length that breaks off, and breaks off too",
    ({ headers }) =>
      Effect.gen(function*() {
        const response = yield* creating((response) => {
          response.writeHead(201, headers)
          response.write("{\"key\":\"issued\",", () => response.destroy())
        })
        assert.deepInclude(response, { status: 201, text: "{\"key\":\"issued\",", isWhole: false })
      })
  )

  it.scopedLive("the received part of a response that stalls", () =>
    Effect.gen(function*() {
      const response = yield* creating((response) => void response.writeHead(201).write("{\"key\":"), { timeout: 200 })
      assert.deepInclude(response, { status: 201, text: "{\"key\":", isWhole: false })
    }))

  it.scopedLive("no management key if the service repeats it", () =>
    Effect.gen(function*() {
      const response = yield* creating((response, { headers }) =>
        response.writeHead(401, { "x-ratelimit-limit": headers.authorization }).end(
          `No such user: ${headers.authorization}`
        )
      )
      assert.strictEqual(response.text, "No such user: Bearer <redacted>")
      assert.strictEqual(response.headers["x-ratelimit-limit"], "Bearer <redacted>")
    }))

  it.scopedLive("no part of the management key in any encoding", () =>
    Effect.gen(function*() {
      const part = managementKey.slice(11, -2)
      const repeated = [part, part.toUpperCase(), encodeURIComponent(part), Buffer.from(part).toString("base64")]
      const response = yield* creating((response) =>
        response.writeHead(400, { "content-type": `text/plain; a=${part}`, "x-ratelimit-limit": part }).end(
          repeated.join(" ")
        )
      )
      assert.strictEqual(response.text, repeated.map(() => "<redacted>").join(" "))
      assert.strictEqual(response.headers["content-type"], "text/plain; a=<redacted>")
      assert.strictEqual(response.headers["x-ratelimit-limit"], "<redacted>")
    }))

  it.scopedLive("no management key in an unrequested compressed body, whole or cut", () =>
    Effect.gen(function*() {
      const text = JSON.stringify({ error: `no user ${managementKey}`, rest: "é".repeat(100) })
      const compressed = [
        ["gzip", Zlib.gzipSync(text)],
        ["deflate", Zlib.deflateSync(text)],
        ["br", Zlib.brotliCompressSync(text)],
        ["identity", Buffer.from(text)]
      ] as const
      for (const [encoding, bytes] of compressed) {
        const response = yield* creating((response) =>
          response.writeHead(400, { "content-encoding": encoding }).end(bytes)
        )
        assert.isUndefined(response.headers["content-encoding"])
        assert.strictEqual(response.text, text.replace(managementKey, "<redacted>"))
      }
      const cut = yield* creating((response) => {
        response.writeHead(201, { "content-encoding": "gzip", "content-length": "1000" })
        response.write(Zlib.gzipSync(text, { level: 0 }).subarray(0, 100), () => response.destroy())
      })
      assert.isFalse(cut.isWhole)
      assert.match(cut.text, /^\{"error":"no user <redacted>"/)
    }))

  it.scopedLive("502 if the content encoding is not supported", () =>
    Effect.gen(function*() {
      for (
        const [encoding, body] of [["zstd", "{}"], ["gzip", "no gzip"], ["br", "gzip"], ["gzip, br", "{}"]] as const
      ) {
        const response = yield* creating((response) =>
          response.writeHead(200, { "content-encoding": encoding }).end(body)
        )
        assert.strictEqual(response.status, 502)
        assert.isUndefined(response.headers["x-openrouter-keys-outcome"])
      }
    }))

  it.scopedLive("nothing to a closed page, and aborts the request to the service", () =>
    Effect.gen(function*() {
      let isGone = false
      const service = yield* makeService((response) => response.on("close", () => isGone = true))
      const url = yield* serveTo(service.url)
      yield* Effect.timeoutOption(ask(url, { path: "/api/v1/keys" }), 200)
      yield* Effect.repeat(Effect.sleep(10), { until: () => isGone, times: 200 })
      assert.lengthOf(service.received, 1)
      assert.isTrue(isGone)
    }))
})

/** The result of a create for the page's client, which knows only the server's statuses. */
const createFailure = (serverURL: string, timeout = 1_000) =>
  Effect.gen(function*() {
    const url = yield* serveTo(serverURL, { timeout })
    const client = OpenRouterClient.layer({ apiKey: Redacted.make("browser"), serverURL: `${url}api/v1` })
    return yield* ApiKeys.create({ name: "CI" }).pipe(
      OpenRouterClient.withOptions({ retry: RetryPolicy.none, headers: { origin: new URL(url).origin } }),
      Effect.flip,
      Effect.provide(Layer.provide(ApiKeys.layer, Layer.provide(client, NodeHttpClient.layer)))
    )
  })

describe("the page's client learns of a create", () => {
  it.scopedLive("that nothing happened if there was no connection to the service", () =>
    Effect.gen(function*() {
      const error = yield* createFailure(yield* unusedUrl)
      assert("headers" in error)
      assert.strictEqual(error.headers["x-openrouter-keys-outcome"], "not-sent")
    }))

  it.scopedLive.each<{ what: string; reply: Parameters<typeof makeService>[0] }>([
    { what: "the connection was lost", reply: (response) => response.destroy() },
    { what: "no response came", reply: () => {} },
    { what: "the service failed", reply: (response) => response.writeHead(500).end() }
  ])("that it may have happened, where $what", ({ reply }) =>
    Effect.gen(function*() {
      const error = yield* createFailure((yield* makeService(reply)).url, 100)
      assert.deepInclude(error, { outcome: "Unknown", isRetryable: false })
    }))

  it.scopedLive("the secret if the response is truncated after it", () =>
    Effect.gen(function*() {
      const service = yield* makeService((response) =>
        response.writeHead(201, { "content-length": "1000" }).write("{\"key\":\"issued\",\"data\":{", () =>
          response.destroy())
      )
      const error = yield* createFailure(service.url)
      assert(error._tag === "InvalidResponse")
      assert.strictEqual(error.revealCreatedKey(), "issued")
    }))

  it.scopedLive("how long to wait", () =>
    Effect.gen(function*() {
      const service = yield* makeService((response) => response.writeHead(429, { "retry-after": "7" }).end())
      const error = yield* createFailure(service.url)
      assert(error._tag === "TooManyRequests")
      assert.strictEqual(error.retryAfterMs, 7_000)
    }))
})
