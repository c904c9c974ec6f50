/** Rejected requests over real HTTP, which must not reach the service. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Net from "node:net"
import { ask, makeService, serveTo, type TestRequest } from "./support/http.js"

const hash = "f01d52606dc8f0a8303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce943"

const small = JSON.stringify({ name: "CI" })
const large = JSON.stringify({ name: "x".repeat(64 * 1024) })

const create: TestRequest = { method: "POST", path: "/api/v1/keys", body: small }

/** Rejected requests and their statuses. */
const rejections: Readonly<
  Record<string, ReadonlyArray<readonly [status: number, what: string, request: TestRequest]>>
> = {
  "other names of the machine": [
    [403, "a foreign host", { headers: { host: "evil.example:80" } }],
    [403, "a foreign host that ends like ours", { headers: { host: "127.0.0.1.evil.example" } }],
    [403, "our name with another port", { headers: { host: "127.0.0.1:1" } }],
    [403, "our name without a port", { headers: { host: "127.0.0.1" } }],
    [403, "a foreign host for the API", { path: "/api/v1/keys", headers: { host: "evil.example" } }],
    [403, "a foreign host for the configuration", { path: "/api/config", headers: { host: "evil.example" } }],
    [403, "a host with its own origin", {
      ...create,
      headers: { host: "evil.example", origin: "http://evil.example" }
    }]
  ],
  "other pages": [
    [403, "a create of another origin", { ...create, headers: { origin: "https://evil.example" } }],
    [403, "a create of our name on another port", { ...create, headers: { origin: "http://127.0.0.1:1" } }],
    [403, "a create without origin", { ...create, headers: { origin: undefined } }],
    [403, "a create of a page without one", { ...create, headers: { origin: "null" } }],
    [403, "a delete without origin", {
      method: "DELETE",
      path: `/api/v1/keys/${hash}`,
      headers: { origin: undefined }
    }],
    [403, "a change of another site", { ...create, headers: { "sec-fetch-site": "cross-site" } }],
    [403, "a change from the address bar", { ...create, headers: { "sec-fetch-site": "none" } }],
    [403, "a read of another origin", { path: "/api/v1/keys", headers: { origin: "https://evil.example" } }],
    [403, "a read of another site", { path: "/api/v1/keys", headers: { "sec-fetch-site": "cross-site" } }],
    [403, "a read of a neighbour", { path: "/api/v1/key", headers: { "sec-fetch-site": "same-site" } }],
    [403, "the configuration for another site", { path: "/api/config", headers: { "sec-fetch-site": "cross-site" } }]
  ],
  "other paths": [
    [404, "another resource", { path: "/api/v1/credits" }],
    [404, "the root of the API", { path: "/api/v1" }],
    [404, "the API without its version", { path: "/api/keys" }],
    [404, "a slash at the end", { path: "/api/v1/keys/" }],
    [404, "something below a key", { path: `/api/v1/keys/${hash}/spend` }],
    [404, "the parent folder", { path: "/api/v1/keys/.." }],
    [404, "the parent folder, escaped", { path: "/api/v1/keys/%2e%2e" }],
    [404, "this folder", { path: "/api/v1/keys/." }],
    [404, "a way out of the folder", { path: "/api/v1/keys/../credits" }],
    [404, "an escaped slash", { path: "/api/v1/keys/a%2Fb" }],
    [404, "an escaped letter", { path: "/api/v1/keys/%61" }],
    [404, "a backslash", { path: "/api/v1/keys/a\\b" }],
    [404, "a parameter of the path", { path: `/api/v1/keys/${hash};a=b` }],
    [404, "two slashes", { path: "/api/v1//keys" }],
    [404, "another host in the path", { path: "http://evil.example/api/v1/keys" }],
    [404, "a neighbour of the API", { path: "/api/v1x/keys" }],
    [404, "another letter case", { path: "/API/v1/keys" }],
    [404, "a file that is none of the page", { path: "/package.json" }],
    [404, "a file beside the page", { path: "/../server/main.js" }],
    [404, "a file beside the page, escaped", { path: "/%2e%2e/server/main.js" }],
    [404, "a folder of the page", { path: "/assets" }],
    [404, "a folder of the page, with a slash", { path: "/assets/" }],
    [404, "a name every object has", { path: "/constructor" }]
  ],
  "other methods": [
    [405, "PUT", { ...create, method: "PUT" }],
    [405, "a delete of all", { method: "DELETE", path: "/api/v1/keys" }],
    [405, "POST to a key", { ...create, path: `/api/v1/keys/${hash}` }],
    [405, "HEAD", { method: "HEAD", path: "/api/v1/keys" }],
    [405, "a preflight", {
      method: "OPTIONS",
      path: "/api/v1/keys",
      headers: { "access-control-request-method": "POST" }
    }],
    [405, "a change of the current key", { ...create, method: "PATCH", path: "/api/v1/key" }],
    [405, "a change of the configuration", { ...create, path: "/api/config" }],
    [405, "POST to the page", { ...create, path: "/" }]
  ],
  "other parameters": [
    [400, "an unknown one", { path: "/api/v1/keys?limit=1" }],
    [400, "one that is another operation's", { path: `/api/v1/keys/${hash}?offset=0` }],
    [400, "one twice", { path: "/api/v1/keys?offset=1&offset=2" }],
    [400, "one with a create", { ...create, path: "/api/v1/keys?offset=1" }]
  ],
  "other bodies": [
    [413, "too large", { ...create, body: large }],
    [413, "said to be too large", { ...create, headers: { "content-length": "65537" }, body: large.slice(0, 65_537) }],
    [411, "without a length", { ...create, headers: { "content-length": undefined, "transfer-encoding": "chunked" } }],
    [415, "without a type", { ...create, headers: { "content-type": undefined } }],
    [415, "a form", { ...create, headers: { "content-type": "application/x-www-form-urlencoded" } }],
    [415, "text, which needs no preflight", { ...create, headers: { "content-type": "text/plain" } }],
    [415, "two types", { ...create, headers: { "content-type": "text/plain, application/json" } }],
    [415, "something like JSON", { ...create, headers: { "content-type": "application/jsonp" } }],
    [400, "none at all", { method: "POST", path: "/api/v1/keys", headers: { "content-type": "application/json" } }],
    [400, "no JSON", { ...create, body: "{\"name\":" }],
    [400, "no object", { ...create, body: "[]" }]
  ]
}

const okService = makeService((response) => response.end("{}"))

describe.each(Object.entries(rejections))("the server rejects %s", (_, cases) => {
  it.scopedLive.each(cases.map(([status, what, request]) => ({ status, what, request })))(
    "$what: $status",
    ({ request, status }) =>
      Effect.gen(function*() {
        const service = yield* okService
        const response = yield* ask(yield* serveTo(service.url), request)
        assert.strictEqual(response.status, status)
        assert.deepStrictEqual(service.received, [])
        assert.strictEqual(response.headers["cache-control"], "no-store")
        assert.strictEqual(response.headers["x-openrouter-keys-outcome"], "not-sent")
        assert.include(response.headers["content-security-policy"], "frame-ancestors 'none'")
        assert.isUndefined(response.headers["access-control-allow-origin"])
        if (request.method !== "HEAD") {
          const { error } = JSON.parse(response.text) as { readonly error: { readonly code: number; message: string } }
          assert.strictEqual(error.code, status)
          assert.match(error.message, /^[A-Z][^{}]+$/)
        }
      })
  )
})

describe("the server", () => {
  it.scopedLive("serves the page with a policy that allows only its own files", () =>
    Effect.gen(function*() {
      const url = yield* serveTo((yield* okService).url)
      const index = yield* ask(url, { path: "/?theme=dark" })
      assert.deepInclude(index, { status: 200, text: "<!doctype html><title>Keys</title>" })
      assert.deepInclude(index.headers, {
        "cache-control": "no-cache",
        "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
          "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "content-type": "text/html",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff"
      })
      assert.strictEqual((yield* ask(url, { path: "/index.html" })).text, index.text)
    }))

  it.scopedLive("lets browsers cache files with a content hash in their names", () =>
    Effect.gen(function*() {
      const url = yield* serveTo((yield* okService).url)
      const script = yield* ask(url, { method: "HEAD", path: "/assets/index-abc123.js" })
      assert.deepInclude(script, { status: 200, text: "" })
      assert.deepInclude(script.headers, {
        "cache-control": "public, max-age=31536000, immutable",
        "content-type": "application/javascript"
      })
    }))

  it.scopedLive("lists the allowed methods with 405", () =>
    Effect.gen(function*() {
      const url = yield* serveTo((yield* okService).url)
      const allow = (path: string) => Effect.map(ask(url, { method: "PUT", path }), ({ headers }) => headers["allow"])
      assert.strictEqual(yield* allow("/api/v1/keys"), "GET, POST")
      assert.strictEqual(yield* allow("/api/v1/keys/a"), "GET, PATCH, DELETE")
      assert.strictEqual(yield* allow("/api/v1/key"), "GET")
      assert.strictEqual(yield* allow("/"), "GET, HEAD")
    }))

  it.scopedLive("responds on localhost too", () =>
    Effect.gen(function*() {
      const service = yield* okService
      const url = yield* serveTo(service.url)
      const host = `localhost:${new URL(url).port}`
      const response = yield* ask(url, {
        ...create,
        headers: { host, origin: `http://${host}`, "sec-fetch-site": "same-origin" }
      })
      assert.strictEqual(response.status, 200)
      assert.lengthOf(service.received, 1)
    }))

  it.scopedLive("treats localhost and 127.0.0.1 as different origins", () =>
    Effect.gen(function*() {
      const url = yield* serveTo((yield* okService).url)
      const origin = `http://localhost:${new URL(url).port}`
      assert.strictEqual((yield* ask(url, { ...create, headers: { origin } })).status, 403)
    }))

  it.scopedLive("allows reads from the address bar", () =>
    Effect.gen(function*() {
      const url = yield* serveTo((yield* okService).url)
      const response = yield* ask(url, { path: "/api/v1/key", headers: { "sec-fetch-site": "none" } })
      assert.strictEqual(response.status, 200)
    }))

  it.scopedLive("listens on 127.0.0.1 alone", () =>
    Effect.gen(function*() {
      const { port } = new URL(yield* serveTo((yield* okService).url))
      const reaches = (host: string) =>
        Effect.async<boolean>((resume) => {
          const socket = Net.connect(Number(port), host)
          socket.on("connect", () => resume(Effect.succeed(true))).on("error", () => resume(Effect.succeed(false)))
          return Effect.sync(() => socket.destroy())
        })
      assert.isTrue(yield* reaches("127.0.0.1"))
      // Another loopback address.
      assert.isFalse(yield* reaches("127.0.0.2"))
    }))

  it.scopedLive("names a port that is in use", () =>
    Effect.gen(function*() {
      const service = yield* okService
      const port = Number(new URL(yield* serveTo(service.url)).port)
      const { message } = yield* Effect.flip(serveTo(service.url, { port }))
      assert.strictEqual(message, `Cannot listen on port ${port}: it is already in use.`)
    }))
})
