/** Requests that try to crash the server. */
import { assert, describe, it } from "@effect/vitest"
import { Sandbox } from "@openrouter-keys/sandbox"
import * as Effect from "effect/Effect"
import { attack, attackAll, attacks, leaveEarly } from "../../../../packages/sandbox/test/support/attacks.js"
import { ask, makeService, serveTo } from "./support/http.js"

const portOf = (url: string): number => Number(new URL(url).port)

describe("no client crashes the dashboard", () => {
  it.scopedLive("by its requests", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const url = yield* serveTo(sandbox.url)
      yield* Effect.promise(() => attackAll(portOf(url)))
      assert.strictEqual((yield* ask(url, { path: "/api/config" })).status, 200)
    }).pipe(Effect.provide(Sandbox.layer())))

  it.scopedLive("by disconnecting during a response", () =>
    Effect.gen(function*() {
      const service = yield* makeService((response) => response.end(JSON.stringify({ data: "x".repeat(2_000_000) })))
      const url = yield* serveTo(service.url)
      for (const path of ["/", "/api/v1/keys", "/assets/index-abc123.js"]) {
        const text = `GET ${path} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`
        yield* Effect.promise(() => leaveEarly(portOf(url), text))
      }
      assert.strictEqual((yield* ask(url, { path: "/api/config" })).status, 200)
    }))

  it.scopedLive("with a websocket, which is rejected", () =>
    Effect.gen(function*() {
      const url = yield* serveTo("http://127.0.0.1:1")
      const websocket = attacks.find(({ name }) => name === "a websocket of a foreign page")!
      const received = yield* Effect.promise(() => attack(portOf(url), { ...websocket, leaves: "never" }))
      assert.match(received, /^HTTP\/1\.1 400 /)
    }))
})
