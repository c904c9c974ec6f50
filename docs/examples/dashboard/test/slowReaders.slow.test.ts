/** Many clients that do not read their responses. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ask, makeLarge, mebibyte, serveTo, small } from "./support/http.js"
import { read, size, stare, times, until } from "./support/slowReaders.js"

const held = (): number => {
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return (arrayBuffers + heapUsed) / mebibyte
}

describe("clients that do not read", () => {
  it.scopedLive(
    "take little memory in any number, and do not delay other clients",
    () =>
      Effect.gen(function*() {
        const service = yield* makeLarge(8 * mebibyte)
        const url = yield* serveTo(service.url)
        const before = held()
        let most = before
        const watch = setInterval(() => most = Math.max(most, held()), 5)
        yield* Effect.all(Array.from({ length: 60 }, () => stare(url, "/api/v1/keys")), { concurrency: "unbounded" })
        yield* until(() => service.received.length === 60)
        const response = yield* ask(url, { path: "/api/v1/key" })
        clearInterval(watch)
        assert.deepInclude(response, { status: 200, text: small })
        // All bodies together would take 480, and the same again as text.
        assert.isBelow(most - before, 250)
      }),
    180_000
  )

  it.scopedLive("are disconnected for others, the oldest first", () =>
    Effect.gen(function*() {
      const service = yield* makeLarge(size)
      const url = yield* serveTo(service.url, { responseBuffer: { maxBytes: 22 * mebibyte, readTimeout: "5 minutes" } })
      const first = yield* stare(url, "/api/v1/keys", times)
      // Later requests get a response only after most of those.
      const settle = Effect.repeatN(ask(url, { path: "/api/v1/key" }), 9)
      yield* until(() => service.received.length === times)
      yield* settle
      const second = yield* stare(url, "/api/v1/keys", times)
      yield* until(() => service.received.length >= 2 * times + 10)
      yield* settle
      assert.isBelow(yield* read(first, times * size), times * size)
      assert.isAtLeast(yield* read(second, times * size), times * size)
    }), 180_000)
})
