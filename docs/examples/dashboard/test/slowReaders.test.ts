/** Clients that do not read their responses, and bodies that are too long. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ask, makeLarge, makeService, mebibyte, serveTo, small } from "./support/http.js"
import { read, size, stare, times, until } from "./support/slowReaders.js"

describe("clients that do not read", () => {
  it.scopedLive("are disconnected after the timeout, which does not limit the service", () =>
    Effect.gen(function*() {
      const service = yield* makeService((response, { url }) =>
        url.includes("/keys") ? response.end(Buffer.alloc(size, " ")) : setTimeout(() => response.end(small), 600)
      )
      const url = yield* serveTo(service.url, { responseBuffer: { readTimeout: 150 } })
      const socket = yield* stare(url, "/api/v1/keys", times)
      const slow = yield* Effect.fork(ask(url, { path: "/api/v1/key" }))
      yield* until(() => service.received.length === times + 1)
      yield* Effect.sleep(2_000)
      assert.isBelow(yield* read(socket, times * size), times * size)
      assert.deepInclude(yield* slow, { status: 200, text: small })
    }), 180_000)
})

describe("a body", () => {
  it.scopedLive("is forwarded up to 2 MiB and truncated there", () =>
    Effect.gen(function*() {
      const service = yield* makeLarge(3 * mebibyte)
      const response = yield* ask(yield* serveTo(service.url), { path: "/api/v1/keys" })
      assert.isFalse(response.isWhole)
      assert.isAtMost(response.text.length, 2 * mebibyte)
    }))
})
