import * as HttpServer from "@effect/platform/HttpServer"
import { assert, describe, it } from "@effect/vitest"
import { FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import { ListenError, Sandbox, type StateError } from "../src/index.js"
import { makeApp } from "../src/internal/app.js"
import * as Server from "../src/Server.js"
import { arrived, ask, connect, received, rejection, send } from "./support/http.js"

const withSandbox = <A, E>(
  options: Sandbox.Options,
  f: (sandbox: Sandbox.Service) => Effect.Effect<A, E>
): Effect.Effect<A, E | ListenError | StateError> =>
  Sandbox.pipe(Effect.flatMap(f), Effect.provide(Sandbox.layer(options)))

const portOf = (sandbox: Sandbox.Service): number => Number(new URL(sandbox.url).port)

const create = { body: { name: "a" } }

describe("the API over HTTP", () => {
  it.live("creates, reads, updates and deletes a key", () =>
    withSandbox({}, (sandbox) =>
      Effect.gen(function*() {
        assert.match(sandbox.url, /^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/)
        const created = yield* ask(sandbox, "POST", "/keys", { body: { name: "Ünïcode", limit: 5 } })
        assert.deepStrictEqual([created.status, created.json.data.name], [201, "Ünïcode"])
        assert.strictEqual(created.headers.get("content-type"), "application/json")
        const { data: { hash }, key } = created.json
        const listed = yield* ask(sandbox, "GET", "/keys?include_disabled=false&offset=0")
        assert.deepStrictEqual(listed.json, { data: [created.json.data] })
        const updated = yield* ask(sandbox, "PATCH", `/keys/${hash}`, { body: { limit: 9 } })
        assert.deepStrictEqual([updated.status, updated.json.data.limit_remaining], [200, 9])
        yield* sandbox.spend(hash, 2)
        const own = yield* ask(sandbox, "GET", "/key", { token: key })
        assert.deepStrictEqual([own.status, own.json.data.limit_remaining], [200, 7])
        assert.strictEqual((yield* ask(sandbox, "GET", `/keys/${hash}`)).json.data.usage, 2)
        const deleted = yield* ask(sandbox, "DELETE", `/keys/${hash}`)
        assert.deepStrictEqual([deleted.status, deleted.json], [200, { deleted: true }])
        assert.isEmpty(yield* sandbox.keys)
      })))

  it.live("rejects the requests that the API rejects", () =>
    withSandbox({ keys: [{ key: "sk-or-v1-inference" }] }, (sandbox) =>
      Effect.gen(function*() {
        const rejected = [
          [400, yield* ask(sandbox, "POST", "/keys", { body: { name: "" } })],
          [400, yield* ask(sandbox, "POST", "/keys", { body: "{\"name\":" })],
          [400, yield* ask(sandbox, "GET", "/keys?offset=-1")],
          [401, yield* ask(sandbox, "GET", "/keys", { token: "sk-or-v1-unknown" })],
          [403, yield* ask(sandbox, "GET", "/keys", { token: "sk-or-v1-inference" })],
          [404, yield* ask(sandbox, "GET", "/keys/missing")],
          [404, yield* ask(sandbox, "GET", "/models")],
          [405, yield* ask(sandbox, "PUT", "/keys/h")]
        ] as const
        for (const [status, response] of rejected) {
          assert.strictEqual(response.status, status)
          assert.strictEqual(response.json.error.code, status)
          assert.isString(response.json.error.message)
        }
      })))

  it.live("limits the rate if the option is set", () =>
    withSandbox({ rateLimit: { requests: 1, interval: "1 hour" } }, (sandbox) =>
      Effect.gen(function*() {
        yield* ask(sandbox, "GET", "/keys")
        const { headers, status } = yield* ask(sandbox, "GET", "/keys")
        assert.deepStrictEqual([status, headers.get("x-ratelimit-limit")], [429, "1"])
        assert.approximately(Number(headers.get("retry-after")), 3_600, 60)
      })))

  it.live("creates 50 different keys at once", () =>
    withSandbox({}, (sandbox) =>
      Effect.gen(function*() {
        const creations = Array.from({ length: 50 }, () => ask(sandbox, "POST", "/keys", create))
        const created = yield* Effect.all(creations, { concurrency: "unbounded" })
        assert.strictEqual(new Set(created.map(({ json }) => json.key)).size, 50)
        assert.strictEqual(new Set((yield* sandbox.keys).map((key) => key.hash)).size, 50)
      })))

  it.live("responds to a body above 1 MiB with 413, and keeps serving", () =>
    withSandbox({}, (sandbox) =>
      Effect.gen(function*() {
        const mebibyte = "x".repeat(1024 * 1024)
        const chunked = new Blob([mebibyte, mebibyte]).stream()
        for (const body of [mebibyte + mebibyte, chunked]) {
          const { json, status } = yield* ask(sandbox, "POST", "/keys", { body })
          assert.deepStrictEqual([status, json.error.code], [413, 413])
        }
        const fits = JSON.stringify({ name: mebibyte.slice(0, -100) })
        assert.strictEqual((yield* ask(sandbox, "POST", "/keys", { body: fits })).status, 201)
        assert.strictEqual((yield* sandbox.keys).length, 1)
      })))

  it.live("keeps serving after requests that are cut off, slow, or not HTTP", () =>
    withSandbox({}, (sandbox) =>
      Effect.gen(function*() {
        const head = `POST /api/v1/keys HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"name":`
        for (const text of ["not http\r\n\r\n", head, "GET /api"]) {
          const { closed, socket } = yield* connect(sandbox)
          socket.write(text)
          yield* Effect.sleep("20 millis")
          socket.destroy()
          yield* Effect.promise(() => closed)
        }
        assert.strictEqual((yield* ask(sandbox, "POST", "/keys", create)).status, 201)
        assert.strictEqual((yield* sandbox.keys).length, 1)
      })))

  it.live("serves other clients while 200 clients send slowly", () =>
    withSandbox({}, (sandbox) =>
      Effect.gen(function*() {
        const slow = yield* Effect.all(Array.from({ length: 200 }, () => connect(sandbox)), {
          concurrency: "unbounded"
        })
        slow.forEach(({ socket }, index) => {
          socket.write(
            `POST /api/v1/keys HTTP/1.1\r\nHost: x\r\n${index % 2 === 0 ? "Content-Length: 9\r\n\r\n{" : "X-"}`
          )
        })
        assert.strictEqual((yield* ask(sandbox, "POST", "/keys", create)).status, 201)
      })))

  it.live("responds with 408 to slow requests, but not to clients that wait for a slow response", () =>
    Effect.scoped(Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({ latency: "600 millis" })
      const server = yield* Server.listen({ port: 0, timeouts: { headers: 100, request: 200 } })
      yield* server.serve(makeApp(fake))
      const sandbox = { ...fake, url: `${HttpServer.formatAddress(server.address)}/api/v1`, controlUrl: "" }
      const waiting = yield* Effect.fork(ask(sandbox, "GET", "/keys"))
      for (
        const text of ["GET /api/v1/keys HTTP/1.1\r\nX-", `POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{`]
      ) {
        const { closed, socket } = yield* connect(sandbox)
        socket.write(text)
        assert.match(yield* Effect.promise(() => closed), /^HTTP\/1\.1 408 /)
      }
      assert.strictEqual((yield* Fiber.join(waiting)).status, 200)
      assert.lengthOf(yield* sandbox.requests, 1)
    })))
})

describe("faults over HTTP", () => {
  it.live.each(["before", "after"] as const)(
    "a connection dropped %s is a lost connection",
    (drop) =>
      withSandbox({}, (sandbox) =>
        Effect.gen(function*() {
          yield* sandbox.fail({ drop })
          const error = yield* rejection(send(sandbox, "POST", "/keys", create))
          assert.instanceOf(error, TypeError)
          assert.property(error.cause, "code")
          assert.strictEqual((yield* sandbox.keys).length, drop === "after" ? 1 : 0)
          assert.strictEqual((yield* sandbox.requests)[0]?.outcome, "dropped")
          assert.strictEqual((yield* ask(sandbox, "GET", "/keys")).status, 200)
        }))
  )

  it.live("a cut body has the full content-length and half of the bytes", () =>
    withSandbox({}, (sandbox) =>
      Effect.gen(function*() {
        yield* sandbox.fail({ cut: true, times: 2 })
        const response = yield* Effect.promise(() => send(sandbox, "POST", "/keys", create))
        assert.strictEqual(response.status, 201)
        assert.instanceOf(yield* rejection(response.text()), TypeError)
        assert.strictEqual((yield* sandbox.keys).length, 1)

        const { closed, socket } = yield* connect(sandbox)
        socket.write(`GET /api/v1/keys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${sandbox.managementKey}\r\n\r\n`)
        const [head = "", body] = (yield* Effect.promise(() => closed)).split("\r\n\r\n")
        const announced = Number(/content-length: (\d+)/i.exec(head)?.[1])
        assert.strictEqual(body?.length, Math.floor(announced / 2))
      })))

  it.live("a custom status, headers and body, and a malformed body", () =>
    withSandbox({}, (sandbox) =>
      Effect.gen(function*() {
        yield* sandbox.fail({ status: 503, headers: { "Retry-After": "1" }, body: "<h1>busy</h1>" })
        const busy = yield* Effect.promise(() => send(sandbox, "GET", "/keys"))
        assert.deepStrictEqual([busy.status, busy.headers.get("retry-after")], [503, "1"])
        assert.strictEqual(yield* Effect.promise(() => busy.text()), "<h1>busy</h1>")
        yield* sandbox.fail({ status: 204 })
        assert.strictEqual((yield* Effect.promise(() => send(sandbox, "GET", "/keys"))).status, 204)
        yield* sandbox.fail({ malformed: true })
        const malformed = yield* Effect.promise(() => send(sandbox, "GET", "/keys"))
        assert.instanceOf(yield* rejection(malformed.json()), SyntaxError)
      })))

  it.live("a client that gives up during a delay changes nothing", () =>
    withSandbox({}, (sandbox) =>
      Effect.gen(function*() {
        yield* sandbox.fail({ delay: "1 hour" })
        const controller = new AbortController()
        const waiting = yield* Effect.fork(
          rejection(send(sandbox, "POST", "/keys", { ...create, signal: controller.signal }))
        )
        yield* arrived(sandbox, 1)
        controller.abort()
        assert.strictEqual((yield* Fiber.join(waiting)).name, "AbortError")
        yield* received(sandbox, ([request]) => request?.outcome === "aborted")
        assert.isEmpty(yield* sandbox.keys)
      })))

  it.effect("a delay passes on the test's clock", () =>
    withSandbox({}, (sandbox) =>
      Effect.gen(function*() {
        yield* sandbox.fail({ delay: "1 hour" })
        const waiting = yield* Effect.fork(ask(sandbox, "POST", "/keys", create))
        yield* arrived(sandbox, 1)
        yield* TestClock.adjust("1 hour")
        const { json, status } = yield* Fiber.join(waiting)
        assert.deepStrictEqual([status, json.data.created_at], [201, "1970-01-01T01:00:00.000Z"])
      })))
})

describe("the layer", () => {
  it.live("fails with one line that names the port if it is in use or invalid", () =>
    withSandbox({}, (sandbox) =>
      Effect.gen(function*() {
        const port = portOf(sandbox)
        const inUse = yield* Effect.flip(Effect.scoped(Layer.build(Sandbox.layer({ port }))))
        assert.instanceOf(inUse, ListenError)
        assert.deepStrictEqual([inUse._tag, inUse.port, inUse.code], ["ListenError", port, "EADDRINUSE"])
        assert.strictEqual(inUse.message, `The sandbox cannot listen on port ${port}: it is already in use.`)
        const none = yield* Effect.flip(Effect.scoped(Layer.build(Sandbox.layer({ port: 70_000 }))))
        assert.include(none.message, "70000")
      })))

  it.live("closes at once, with idle, keep-alive and hanging connections, and frees its port", () =>
    Effect.gen(function*() {
      const scope = yield* Scope.make()
      const sandbox = yield* Effect.map(
        Layer.buildWithScope(Sandbox.layer(), scope),
        (context) => Context.get(context, Sandbox)
      )
      yield* ask(sandbox, "GET", "/keys")
      yield* sandbox.fail({ delay: "1 hour", times: Infinity })
      const hanging = yield* Effect.fork(rejection(send(sandbox, "POST", "/keys", create)))
      const idle = yield* connect(sandbox)
      const halfway = yield* connect(sandbox)
      halfway.socket.write("POST /api/v1/keys HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
      const upgrade = yield* connect(sandbox)
      upgrade.socket.write("GET /api/v1/keys HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
      yield* arrived(sandbox, 3)
      const [took] = yield* Effect.timed(Scope.close(scope, Exit.void))
      assert.isBelow(Duration.toMillis(took), 4_000) // A kept-alive connection would last for 5 seconds.
      assert.instanceOf(yield* Fiber.join(hanging), TypeError)
      yield* Effect.promise(() => Promise.all([idle.closed, halfway.closed, upgrade.closed]))
      assert.instanceOf(yield* rejection(send(sandbox, "GET", "/keys")), TypeError)
      assert.isEmpty(yield* sandbox.keys)
      yield* withSandbox({ port: portOf(sandbox) }, (next) => ask(next, "GET", "/key"))
    }))

  it.live("takes the fake's options", () =>
    withSandbox({ keys: 3, managementKey: "sk-or-v1-mine", seed: 1 }, (sandbox) =>
      Effect.gen(function*() {
        const { json, status } = yield* ask(sandbox, "GET", "/keys", { token: "sk-or-v1-mine" })
        assert.deepStrictEqual([status, json.data.length], [200, 3])
      })))
})
