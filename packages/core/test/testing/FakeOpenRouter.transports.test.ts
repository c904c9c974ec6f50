import * as HttpBody from "@effect/platform/HttpBody"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { ApiKeys } from "../../src/ApiKeys.js"
import { OpenRouterClient } from "../../src/OpenRouterClient.js"
import { RetryPolicy } from "../../src/RetryPolicy.js"
import * as ApiKeysTest from "../../src/testing/ApiKeysTest.js"
import { FakeOpenRouter } from "../../src/testing/FakeOpenRouter.js"
import { ask, bodyFor, headersFor, type Question } from "./ask.js"

const url = "https://openrouter.ai/api/v1/keys"

const viaFetch = (fake: FakeOpenRouter.Service, method: string, question: Question = {}, signal?: AbortSignal) =>
  fake.fetch(url, {
    method,
    headers: headersFor(fake, question),
    body: bodyFor(question) ?? null,
    ...signal && { signal }
  })

const viaHttpClient = (fake: FakeOpenRouter.Service, method: "GET" | "POST", question: Question = {}) =>
  fake.httpClient.execute(
    HttpClientRequest.make(method)(url, {
      headers: headersFor(fake, question),
      ...question.body !== undefined && { body: HttpBody.unsafeJson(question.body) }
    })
  )

const rejection = (promise: Promise<unknown>) =>
  Effect.flip(Effect.tryPromise({ try: () => promise, catch: (error) => error as Error & { cause?: unknown } }))

const create: Question = { body: { name: "a" } }

const names = (fake: FakeOpenRouter.Service) => Effect.map(fake.keys, (keys) => keys.map((key) => key.name))

describe("httpClient and fetch", () => {
  it.effect("return the same responses to the same requests", () =>
    Effect.gen(function*() {
      const one = yield* FakeOpenRouter.make({ seed: "s", keys: 3 })
      const two = yield* FakeOpenRouter.make({ seed: "s", keys: 3 })
      for (const question of [create, { body: {} }, { body: { name: "a" }, token: null }]) {
        const response = yield* viaHttpClient(one, "POST", question)
        const web = yield* Effect.promise(() => viaFetch(two, "POST", question))
        assert.strictEqual(response.status, web.status)
        assert.strictEqual(response.headers["content-type"], web.headers.get("content-type"))
        assert.deepStrictEqual(yield* response.json, yield* Effect.promise(() => web.json()))
      }
      assert.deepStrictEqual(yield* one.keys, yield* two.keys)
    }))

  it.effect("accept bodies in every form", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      const json = JSON.stringify({ name: "é" })
      const bytes = new TextEncoder().encode(json)
      const headers = headersFor(fake, {})
      // Cut in the middle of the letter.
      const halves = Stream.make(bytes.subarray(0, 10), bytes.subarray(10))
      for (const body of [HttpBody.uint8Array(bytes), HttpBody.raw(json), HttpBody.stream(halves)]) {
        const response = yield* fake.httpClient.execute(HttpClientRequest.post(url, { headers, body }))
        assert.strictEqual(response.status, 201)
      }
      const web = [
        fake.fetch(url, { method: "POST", headers, body: bytes }),
        fake.fetch(new URL(url), { method: "POST", headers, body: new Blob([json]) }),
        fake.fetch(new Request(url, { method: "POST", headers, body: json })),
        fake.fetch(new Request(url, { headers }), { method: "POST", body: json })
      ]
      for (const response of yield* Effect.promise(() => Promise.all(web))) assert.strictEqual(response.status, 201)
      assert.deepStrictEqual(new Set(yield* names(fake)), new Set(["é"]))
    }))

  it.effect("fetch rejects an invalid request with a TypeError", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      assert.instanceOf(yield* rejection(fake.fetch("not a url")), TypeError)
      assert.instanceOf(yield* rejection(fake.fetch(url, { body: "GET has none" })), TypeError)
      assert.isEmpty(yield* fake.requests)
    }))

  it.effect("fetch follows a redirect unless `redirect` is `manual` or `error`", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      const moved = fake.fail({ status: 307, headers: { Location: "/api/v1/keys?moved=1" } })
      const headers = headersFor(fake, {})
      yield* moved
      assert.strictEqual((yield* Effect.promise(() => fake.fetch(url, { headers }))).status, 200)
      yield* moved
      assert.strictEqual((yield* Effect.promise(() => fake.fetch(url, { headers, redirect: "manual" }))).status, 307)
      yield* moved
      assert.instanceOf(yield* rejection(fake.fetch(url, { headers, redirect: "error" })), TypeError)
      yield* fake.fail({ status: 302, headers: { Location: url }, times: Infinity })
      assert.instanceOf(yield* rejection(fake.fetch(url, { headers })), TypeError)
      assert.deepStrictEqual((yield* fake.requests)[1]?.query, { moved: "1" })
    }))
})

describe("aborting fetch", () => {
  it.effect("before the request rejects with the signal's reason, and nothing is received", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      const reason = new Error("enough")
      assert.strictEqual(yield* rejection(viaFetch(fake, "POST", create, AbortSignal.abort(reason))), reason)
      const request = new Request(url, { signal: AbortSignal.abort(reason) })
      assert.strictEqual(yield* rejection(fake.fetch(request)), reason)
      assert.isEmpty(yield* fake.requests)
    }))

  it.effect("during a delay rejects at once, and nothing is applied", () =>
    Effect.gen(function*() {
      const fake = yield* Effect.uninterruptible(FakeOpenRouter.make())
      yield* fake.fail({ delay: "1 hour" })
      const controller = new AbortController()
      const aborted = rejection(viaFetch(fake, "POST", create, controller.signal))
      const waiting = yield* Effect.fork(aborted)
      yield* TestClock.adjust("1 minute")
      assert.deepInclude((yield* fake.requests)[0], { outcome: "pending", status: null })
      controller.abort()
      const error = yield* Fiber.join(waiting)
      assert.strictEqual(error.name, "AbortError")
      assert.deepInclude((yield* fake.requests)[0], { outcome: "aborted", status: null })
      assert.isEmpty(yield* fake.keys)
    }))
})

describe("faults", () => {
  it.effect("send a status without processing the request", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      yield* fake.fail({ operation: "create", status: 503, headers: { "Retry-After": "2" } })
      const { headers, json, status } = yield* ask(fake, "POST", "/keys", create)
      assert.deepStrictEqual([status, headers["retry-after"]], [503, "2"])
      assert.deepStrictEqual(json, { error: { code: 503, message: "Service Unavailable" } })
      assert.isEmpty(yield* fake.keys)
      assert.strictEqual((yield* ask(fake, "POST", "/keys", create)).status, 201)
    }))

  it.effect("are queued for their operation, as many times as given", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      yield* fake.fail({ operation: "create", status: 500, times: 2 })
      yield* fake.fail({ status: 429 })
      yield* fake.fail({ operation: "create", status: 502 })
      const statuses = ["GET", "POST", "POST", "GET", "POST", "POST"].map((method) =>
        Effect.map(ask(fake, method, "/keys", method === "POST" ? create : {}), ({ status }) => status)
      )
      assert.deepStrictEqual(yield* Effect.all(statuses), [429, 500, 500, 200, 502, 201])
    }))

  it.effect("send a body as text or as JSON, instead of the usual one", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      yield* fake.fail({ status: 502, body: "<html>", headers: { "Content-Type": "text/html" } })
      const gateway = yield* viaHttpClient(fake, "GET")
      assert.deepStrictEqual([gateway.headers["content-type"], yield* gateway.text], ["text/html", "<html>"])
      yield* fake.fail({ body: { data: "not a key" } })
      const applied = yield* viaHttpClient(fake, "POST", create)
      assert.deepStrictEqual([applied.status, yield* applied.json], [201, { data: "not a key" }])
      yield* fake.fail({ status: 204 })
      assert.strictEqual(yield* (yield* viaHttpClient(fake, "GET")).text, "")
      assert.deepStrictEqual(yield* names(fake), ["a"])
    }))

  it.effect("delay on the test clock, also for fetch", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      yield* fake.fail({ delay: "5 seconds", times: 2 })
      const answers = yield* Effect.fork(
        Effect.all([viaHttpClient(fake, "POST", create), Effect.promise(() => viaFetch(fake, "POST", create))], {
          concurrency: 2
        })
      )
      yield* TestClock.adjust("4999 millis")
      assert.isEmpty(yield* fake.keys)
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual((yield* Fiber.join(answers)).map(({ status }) => status), [201, 201])
    }))

  it.effect.each(["before", "after"] as const)(
    "drop the connection %s, which is a transport error",
    (drop) =>
      Effect.gen(function*() {
        const fake = yield* FakeOpenRouter.make()
        yield* fake.fail({ drop, times: 2 })
        const error = yield* Effect.flip(viaHttpClient(fake, "POST", create)) as Effect.Effect<
          HttpClientError.RequestError
        >
        assert.deepStrictEqual([error._tag, error.reason], ["RequestError", "Transport"])
        assert.deepInclude(error.cause, { code: "ECONNRESET" })
        const failed = yield* rejection(viaFetch(fake, "POST", create))
        assert.instanceOf(failed, TypeError)
        assert.strictEqual(failed.message, "fetch failed")
        assert.deepInclude(failed.cause, { code: "ECONNRESET" })
        assert.deepStrictEqual(yield* names(fake), drop === "after" ? ["a", "a"] : [])
        assert.deepStrictEqual((yield* fake.requests).map((request) => request.outcome), ["dropped", "dropped"])
      })
  )

  it.effect("apply a change even after the client's timeout", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      yield* fake.fail({ drop: "after", delay: "1 hour" })
      const waiting = yield* Effect.fork(Effect.timeoutOption(viaHttpClient(fake, "POST", create), "1 second"))
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(waiting))._tag, "None")
      assert.deepStrictEqual(yield* names(fake), ["a"])
    }))

  it.effect("truncate the body half way, after the change was applied", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      yield* fake.fail({ cut: true, times: 3 })
      const response = yield* viaHttpClient(fake, "POST", create)
      assert.strictEqual(response.status, 201)
      assert.strictEqual((yield* Effect.flip(response.text)).reason, "Decode")
      const web = yield* Effect.promise(() => viaFetch(fake, "POST", create))
      assert.instanceOf(yield* rejection(web.text()), TypeError)
      const reply = yield* fake.handle({ method: "GET", url, headers: headersFor(fake, {}), body: undefined })
      assert(reply._tag === "Cut")
      assert.strictEqual(reply.body.length, Math.floor(Number(reply.headers["content-length"]) / 2))
      assert.deepStrictEqual(yield* names(fake), ["a", "a"])
    }))

  it.effect("remove the last character of the body, after the change was applied", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      yield* fake.fail({ malformed: true })
      const response = yield* viaHttpClient(fake, "POST", create)
      const text = yield* response.text
      assert.throws(() => JSON.parse(text), SyntaxError)
      assert.strictEqual(JSON.parse(`${text}}`).data.name, "a")
      assert.deepStrictEqual(yield* names(fake), ["a"])
    }))

  it.effect("can be pending from the start, can be read, and can be cleared", () =>
    Effect.gen(function*() {
      const always = { status: 503, times: Infinity }
      const fake = yield* FakeOpenRouter.make({ faults: [{ operation: "create", status: 500, times: 2 }, always] })
      assert.strictEqual((yield* ask(fake, "POST", "/keys", create)).status, 500)
      assert.deepStrictEqual(yield* fake.faults, [{ operation: "create", status: 500, times: 1 }, always])
      yield* fake.clearFaults
      assert.isEmpty(yield* fake.faults)
      assert.strictEqual((yield* ask(fake, "POST", "/keys", create)).status, 201)
      yield* fake.reset
      assert.strictEqual((yield* ask(fake, "GET", "/keys")).status, 503)
    }))

  it.effect("add to the latency of every response", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({ latency: "1 second", faults: [{ delay: "1 second" }] })
      for (const duration of ["2 seconds", "1 second"] as const) {
        const answer = yield* Effect.fork(viaHttpClient(fake, "POST", create))
        yield* TestClock.adjust(Duration.subtract(duration, "1 millis"))
        assert.isTrue(Option.isNone(yield* Fiber.poll(answer)))
        yield* TestClock.adjust("1 millis")
        assert.strictEqual((yield* Fiber.join(answer)).status, 201)
      }
    }))

  it.effect("out of range are defects", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      for (const fault of [{ status: 100 }, { status: 200.5 }, { times: 0 }, { times: Number.NaN }]) {
        assert.strictEqual((yield* Effect.flip(Effect.sandbox(fake.fail(fault))))._tag, "Die")
      }
    }))
})

describe("requests", () => {
  it.effect("show in order what was requested and how it ended", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({ keys: [{ hash: "h" }] })
      yield* ask(fake, "GET", "/keys?offset=0&include_disabled=true")
      yield* ask(fake, "POST", "/keys", { body: "not json" })
      yield* ask(fake, "PATCH", "/keys/h", { body: { limit: 1 } })
      yield* ask(fake, "GET", "/models")
      const seen = (yield* fake.requests).map(({ headers: _, input: __, outcome: ___, ...http }) => http)
      const query = { offset: "0", include_disabled: "true" }
      assert.deepStrictEqual(seen, [
        { operation: "list", method: "GET", path: "/api/v1/keys", query, body: null, status: 200 },
        { operation: "create", method: "POST", path: "/api/v1/keys", query: {}, body: "not json", status: 400 },
        { operation: "update", method: "PATCH", path: "/api/v1/keys/h", query: {}, body: { limit: 1 }, status: 200 },
        { operation: null, method: "GET", path: "/api/v1/models", query: {}, body: null, status: 404 }
      ])
    }))

  it.effect("in the client's terms are the arguments of the client", () =>
    Effect.gen(function*() {
      const secret = "partner-secret-".repeat(3)
      const workspaceId = "5b3c9c1e-1111-4222-8333-444455556666"
      const program = Effect.gen(function*() {
        const fake = yield* FakeOpenRouter
        yield* fake.fail({ operation: "delete", drop: "after" })
        yield* ApiKeys.list({ includeDisabled: true, offset: 0, workspaceId })
        yield* ApiKeys.list()
        yield* ApiKeys.create({ name: "a", limitReset: null, external: { user: "1", apiKey: secret } })
        yield* ApiKeys.update({ hash: "h", requestBody: { includeByokInLimit: true } })
        yield* Effect.flip(ApiKeys.get({ hash: "missing" }))
        yield* Effect.flip(OpenRouterClient.withOptions(ApiKeys.delete({ hash: "h" }), { retry: RetryPolicy.none }))
        yield* ApiKeys.getCurrentKeyMetadata()
        yield* ask(fake, "GET", "/keys?offset=x")
        yield* ask(fake, "PUT", "/keys")
        return yield* fake.calls
      })
      assert.deepStrictEqual(yield* Effect.provide(program, ApiKeysTest.layer({ keys: [{ hash: "h" }] })), [
        { operation: "list", input: { includeDisabled: true, offset: 0, workspaceId }, outcome: 200 },
        { operation: "list", input: {}, outcome: 200 },
        {
          operation: "create",
          input: { name: "a", limitReset: null, external: { user: "1", apiKey: "<redacted>" } },
          outcome: 201
        },
        { operation: "update", input: { hash: "h", requestBody: { includeByokInLimit: true } }, outcome: 200 },
        { operation: "get", input: { hash: "missing" }, outcome: 404 },
        { operation: "delete", input: { hash: "h" }, outcome: "dropped" },
        { operation: "getCurrentKeyMetadata", input: {}, outcome: 200 },
        { operation: "list", input: { offset: "x" }, outcome: 400 },
        { operation: null, input: null, outcome: 405 }
      ])
    }))

  it.effect("show no secret, like the debug log, wherever it was sent", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({ managementKey: "a-secret-of-my-own" })
      const secret = `sk-or-v1-${"0123456789abcdef".repeat(4)}`
      const partner = "partner-secret-".repeat(3)
      const lines: Array<string> = []
      const logger = Logger.make(({ message }) => void lines.push(String(message)))
      yield* Effect.gen(function*() {
        yield* ask(fake, "POST", "/keys", {
          headers: { "x-title": `key ${secret}`, cookie: "session=1", "x-api-key": "another-one" },
          body: { name: secret, external: { user: "u", api_key: partner }, list: [{ deep: secret }] }
        })
        yield* ask(fake, "GET", `/keys/${secret}?offset=${secret}`)
        yield* ask(fake, "GET", `/keys/${fake.managementKey}`, { token: "some-other-token" })
        yield* ask(fake, "POST", "/keys", { body: `broken ${secret}`, token: "some-other-token" })
      }).pipe(Logger.withMinimumLogLevel(LogLevel.Debug), Effect.provide(Logger.add(logger)))
      const seen = JSON.stringify([yield* fake.requests, lines])
      for (const hidden of [secret, partner, fake.managementKey, "some-other-token", "session=1", "another-one"]) {
        assert.notInclude(seen, hidden)
      }
      const [first] = yield* fake.requests
      assert.deepInclude(first?.headers, { authorization: "<redacted>", "x-title": "key <redacted>" })
      assert.deepInclude(first?.body, { name: "<redacted>", external: { user: "u", api_key: "<redacted>" } })
      assert.include(lines[1], "GET /api/v1/keys/<redacted>?offset=<redacted> 404 in 0 ms")
    }))
})

describe("the layer", () => {
  it.effect("builds an independent fake each time", () =>
    Effect.gen(function*() {
      const managementKey = Effect.map(FakeOpenRouter, (fake) => fake.managementKey)
      const layer = FakeOpenRouter.layer()
      assert.notStrictEqual(
        yield* Effect.provide(managementKey, layer),
        yield* Effect.provide(managementKey, layer)
      )
    }))
})
