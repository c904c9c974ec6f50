import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Sandbox } from "../src/index.js"

const allowed = [
  "http://localhost:3000",
  "https://localhost",
  "http://127.0.0.1:5173",
  "http://127.8.9.10",
  "http://[::1]:8080",
  "http://app.localhost:3000"
]

const foreign = [
  "https://openrouter.ai",
  "http://localhost.attacker.example",
  "http://127.0.0.1.attacker.example:3000",
  "http://attacker.example#localhost",
  "http://notlocalhost:3000",
  "http://user@localhost:3000",
  "http://localhost:3000/path",
  "http://192.168.0.5:3000",
  "http://[::2]",
  "http://128.0.0.1",
  "null",
  "file://",
  "localhost",
  "chrome-extension://localhost"
]

const withSandbox = <A, E>(f: (sandbox: Sandbox.Service) => Effect.Effect<A, E>) =>
  Effect.provide(Effect.flatMap(Sandbox, f), Sandbox.layer({ keys: 2 }))

const send = (sandbox: Sandbox.Service, path: string, origin: string, init: RequestInit = {}) =>
  Effect.promise(() =>
    fetch(path.startsWith("/__") ? new URL(path, sandbox.url) : `${sandbox.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${sandbox.managementKey}`, origin, ...init.headers as Record<string, string> }
    })
  )

const preflight = (sandbox: Sandbox.Service, path: string, origin: string, headers = {}) =>
  send(sandbox, path, origin, {
    method: "OPTIONS",
    headers: {
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "authorization,content-type,x-title",
      ...headers
    }
  })

const corsHeaders = (response: Response): ReadonlyArray<string> =>
  Array.from(response.headers.keys()).filter((name) => name.startsWith("access-control-"))

describe("a page on this machine", () => {
  it.live.each(allowed)("%s may ask for anything", (origin) =>
    withSandbox((sandbox) =>
      Effect.gen(function*() {
        for (const path of ["/keys", "/keys/h", "/key", "/__sandbox/faults"]) {
          const { headers, status } = yield* preflight(sandbox, path, origin)
          assert.deepStrictEqual([status, headers.get("access-control-allow-origin")], [204, origin])
          for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
            assert.include(headers.get("access-control-allow-methods"), method)
          }
          assert.strictEqual(headers.get("access-control-allow-headers"), "authorization,content-type,x-title")
          assert.include(headers.get("vary"), "Origin")
        }
        // Preflights are not recorded as requests.
        assert.isEmpty(yield* sandbox.requests)
      })
    ))

  it.live("can read every response and its headers", () =>
    withSandbox((sandbox) =>
      Effect.gen(function*() {
        const [origin] = allowed as [string]
        yield* sandbox.fail({ operation: "create", status: 429, headers: { "Retry-After": "2", "X-Own": "1" } })
        const responses = [
          [200, yield* send(sandbox, "/keys", origin)],
          [401, yield* send(sandbox, "/keys", origin, { headers: { authorization: "Bearer wrong" } })],
          [404, yield* send(sandbox, "/nothing", origin)],
          [405, yield* send(sandbox, "/keys", origin, { method: "PUT" })],
          [413, yield* send(sandbox, "/keys", origin, { method: "POST", body: "x".repeat(2_000_000) })],
          [429, yield* send(sandbox, "/keys", origin, { method: "POST", body: "{}" })],
          [200, yield* send(sandbox, "/__sandbox/requests", origin)]
        ] as const
        for (const [status, { headers, status: got }] of responses) {
          assert.deepStrictEqual([got, headers.get("access-control-allow-origin")], [status, origin])
          assert.include(headers.get("access-control-expose-headers"), "retry-after")
          assert.strictEqual(headers.get("vary"), "Origin")
        }
        assert.include(responses[5][1].headers.get("access-control-expose-headers"), "x-own")
        yield* sandbox.fail({ cut: true })
        assert.include(corsHeaders(yield* send(sandbox, "/keys", origin)), "access-control-allow-origin")
      })
    ))

  it.live("may use private network access, if the browser requests it", () =>
    withSandbox((sandbox) =>
      Effect.gen(function*() {
        const ask = (origin: string) =>
          preflight(sandbox, "/keys", origin, { "access-control-request-private-network": "true" })
        assert.include(corsHeaders(yield* ask(allowed[1]!)), "access-control-allow-private-network")
        assert.isEmpty(corsHeaders(yield* ask(foreign[0]!)))
        assert.notInclude(
          corsHeaders(yield* preflight(sandbox, "/keys", allowed[1]!)),
          "access-control-allow-private-network"
        )
      })
    ))
})

describe("a page from elsewhere", () => {
  it.live.each(foreign)("%s may not", (origin) =>
    withSandbox((sandbox) =>
      Effect.gen(function*() {
        const asked = yield* preflight(sandbox, "/keys", origin)
        assert.deepStrictEqual([asked.status, corsHeaders(asked)], [405, []])
        assert.isEmpty(corsHeaders(yield* send(sandbox, "/keys", origin)))
      })
    ))

  it.live("gets no CORS headers, nor do other clients", () =>
    withSandbox((sandbox) =>
      Effect.promise(async () => {
        const response = await fetch(`${sandbox.url}/keys`, { method: "OPTIONS" })
        assert.deepStrictEqual([response.status, corsHeaders(response)], [405, []])
      })
    ))
})
