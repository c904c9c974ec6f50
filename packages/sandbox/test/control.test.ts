import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Sandbox } from "../src/index.js"
import { ask, rejection, send } from "./support/http.js"

const withSandbox = <A, E>(
  options: Sandbox.Options,
  f: (sandbox: Sandbox.Service) => Effect.Effect<A, E>
) => Effect.provide(Effect.flatMap(Sandbox, f), Sandbox.layer(options))

/** Sends a request to the sandbox's own endpoints. */
const control = (
  { controlUrl, managementKey }: Sandbox.Service,
  method: string,
  path: string,
  { body, token = managementKey }: { readonly body?: unknown; readonly token?: string | null } = {}
) =>
  Effect.promise(async () => {
    const response = await fetch(`${controlUrl}${path}`, {
      method,
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body)
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, json: text === "" ? undefined : JSON.parse(text) }
  })

describe("the sandbox's own endpoints", () => {
  it.live("inject faults, show and clear them", () =>
    withSandbox({}, (sandbox) =>
      Effect.gen(function*() {
        assert.match(sandbox.controlUrl, /^http:\/\/127\.0\.0\.1:\d+\/__sandbox$/)
        const fault = { operation: "create", status: 503, headers: { "Retry-After": "1" }, times: 2 }
        assert.strictEqual((yield* control(sandbox, "POST", "/faults", { body: fault })).status, 204)
        yield* control(sandbox, "POST", "/faults", { body: { malformed: true, delay: "10ms", times: "always" } })
        const failed = yield* ask(sandbox, "POST", "/keys", { body: { name: "a" } })
        assert.deepStrictEqual([failed.status, failed.headers.get("retry-after")], [503, "1"])
        assert.deepStrictEqual((yield* control(sandbox, "GET", "/faults")).json.data, [
          { ...fault, times: 1 },
          { malformed: true, delay: 10, times: "always" }
        ])
        const malformed = yield* Effect.promise(() => send(sandbox, "GET", "/keys"))
        assert.instanceOf(yield* rejection(malformed.json()), SyntaxError)
        assert.strictEqual((yield* control(sandbox, "DELETE", "/faults")).status, 204)
        assert.isEmpty(yield* sandbox.faults)
        assert.strictEqual((yield* ask(sandbox, "GET", "/keys")).status, 200)
      })))

  it.live("change usage", () =>
    withSandbox({ keys: [{ hash: "h", limit: 5 }] }, (sandbox) =>
      Effect.gen(function*() {
        const left = Effect.map(sandbox.keys, ([key]) => [key?.usage, key?.limitRemaining])
        assert.strictEqual((yield* control(sandbox, "POST", "/keys/h/spend", { body: { usd: 1.5 } })).status, 204)
        assert.deepStrictEqual(yield* left, [1.5, 3.5])
        assert.strictEqual((yield* control(sandbox, "PUT", "/keys/h/usage", { body: { usd: 4 } })).status, 204)
        assert.deepStrictEqual(yield* left, [4, 1])
        const rejected = [
          [404, yield* control(sandbox, "POST", "/keys/missing/spend", { body: { usd: 1 } })],
          [400, yield* control(sandbox, "POST", "/keys/h/spend", { body: { usd: -1 } })],
          [400, yield* control(sandbox, "POST", "/keys/h/spend", { body: { usd: "1" } })],
          [400, yield* control(sandbox, "PUT", "/keys/h/usage")],
          [400, yield* control(sandbox, "PUT", "/keys/h/usage", { body: "{" })]
        ] as const
        for (const [status, response] of rejected) {
          assert.deepStrictEqual([response.status, response.json.error.code], [status, status])
        }
        assert.deepStrictEqual(yield* left, [4, 1])
      })))

  it.live("show requests and keys without secrets, and reset", () =>
    withSandbox({}, (sandbox) =>
      Effect.gen(function*() {
        const { json } = yield* ask(sandbox, "POST", "/keys", { body: { name: "a", limit_reset: "daily" } })
        const requests = yield* control(sandbox, "GET", "/requests")
        assert.lengthOf(requests.json.data, 1)
        assert.deepInclude(requests.json.data[0], {
          operation: "create",
          input: { name: "a", limitReset: "daily" },
          outcome: 201
        })
        const state = yield* control(sandbox, "GET", "/state")
        assert.deepStrictEqual(state.json.data, yield* sandbox.state)
        for (const secret of [json.key, sandbox.managementKey]) {
          assert.notInclude(JSON.stringify([requests.json, state.json]), secret)
        }
        assert.strictEqual((yield* control(sandbox, "POST", "/reset")).status, 204)
        assert.isEmpty(yield* sandbox.keys)
        assert.isEmpty((yield* control(sandbox, "GET", "/requests")).json.data)
      })))

  it.live("need the management key", () =>
    withSandbox({ keys: [{ key: "sk-or-v1-inference" }] }, (sandbox) =>
      Effect.gen(function*() {
        for (const token of [null, "", "sk-or-v1-inference", "wrong"]) {
          for (const path of ["", "/state", "/faults", "/nowhere"]) {
            const { json, status } = yield* control(sandbox, "GET", path, { token })
            assert.deepStrictEqual([status, json.error.code], [401, 401])
          }
        }
      })))

  it.live("reject unknown requests with a message", () =>
    withSandbox({}, (sandbox) =>
      Effect.gen(function*() {
        const rejected = [
          [404, "no such endpoint", yield* control(sandbox, "GET", "/nowhere")],
          [404, "no such endpoint", yield* control(sandbox, "GET", "/keys/a/b/spend")],
          [405, "POST", yield* control(sandbox, "GET", "/reset")],
          [400, "status", yield* control(sandbox, "POST", "/faults", { body: { status: 99 } })],
          [400, "delay", yield* control(sandbox, "POST", "/faults", { body: { delay: "soon" } })],
          [400, "times", yield* control(sandbox, "POST", "/faults", { body: { times: 0 } })],
          [400, "operation", yield* control(sandbox, "POST", "/faults", { body: { operation: "lst" } })],
          [400, "headers", yield* control(sandbox, "POST", "/faults", { body: { headers: { "a b": "c" } } })],
          [400, "headers", yield* control(sandbox, "POST", "/faults", { body: { headers: { a: "b\nc" } } })],
          [400, "headers", yield* control(sandbox, "POST", "/faults", { body: { headers: { Trailer: "a" } } })],
          [400, "satus", yield* control(sandbox, "POST", "/faults", { body: { satus: 500 } })],
          [400, "fault", yield* control(sandbox, "POST", "/faults")]
        ] as const
        for (const [status, word, response] of rejected) {
          assert.strictEqual(response.status, status)
          assert.include(response.json.error.message, word)
        }
        assert.strictEqual(rejected[2][2].headers.get("allow"), "POST")
        assert.isEmpty(yield* sandbox.faults)
        assert.isEmpty(yield* sandbox.requests)
      })))

  it.live("reject a fault whose body is nested too deeply", () =>
    withSandbox({}, (sandbox) =>
      Effect.gen(function*() {
        const body = `{"status":400,"body":${"[".repeat(100_000)}${"]".repeat(100_000)}}`
        const rejected = yield* control(sandbox, "POST", "/faults", { body })
        assert.strictEqual(rejected.status, 400)
        assert.include(rejected.json.error.message, "nested too deeply")
        assert.isEmpty(yield* sandbox.faults)
      })))

  it.live("are not subject to faults, latency and the rate limit", () =>
    withSandbox({
      latency: "1 hour",
      rateLimit: { requests: 1, interval: "1 hour" },
      faults: [{ status: 500, times: Infinity }]
    }, (sandbox) =>
      Effect.gen(function*() {
        for (const _ of [1, 2]) assert.strictEqual((yield* control(sandbox, "GET", "/state")).status, 200)
      })))
})
