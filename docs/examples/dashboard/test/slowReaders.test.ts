/** Clients that do not read what they asked for. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Net from "node:net"
import { ask, makeService, serveTo } from "./support/http.js"

/** Asks for something, as often as said at once, and reads nothing of what comes. */
const stare = (url: string, path: string, times = 1): Effect.Effect<Net.Socket, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<Net.Socket>((resume) => {
      const { host, hostname, port } = new URL(url)
      const socket = Net.connect(Number(port), hostname, () => {
        socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\n\r\n`.repeat(times))
        resume(Effect.succeed(socket))
      })
      socket.pause().on("error", () => {})
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )

const until = (condition: () => boolean) =>
  Effect.repeat(Effect.sleep(20), { until: condition, times: 6_000 }).pipe(
    Effect.tap(() => assert.isTrue(condition()))
  )

/** Reads what has come meanwhile and what comes, until the connection ends or nothing more is expected. */
const read = (socket: Net.Socket, expected: number): Effect.Effect<number> =>
  Effect.async((resume) => {
    let length = 0
    const end = () => resume(Effect.succeed(length))
    socket.on("close", end).on("data", (data) => {
      length += data.length
      if (length >= expected) end()
    }).resume()
  })

const mebibyte = 1024 * 1024
const small = JSON.stringify({ data: [] })

/** A service that answers a list with a body of a size, and a key with a small one. */
const makeLarge = (size: number) => {
  const large = Buffer.alloc(size, " ")
  return makeService((response, { url }) => response.end(url.includes("/keys") ? large : small))
}

const held = (): number => {
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return (arrayBuffers + heapUsed) / mebibyte
}

describe("clients that do not read", () => {
  it.scopedLive(
    "cost little memory, however many they are, and keep nobody else waiting",
    () =>
      Effect.gen(function*() {
        const service = yield* makeLarge(8 * mebibyte)
        const url = yield* serveTo(service.url)
        const before = held()
        let most = before
        const watch = setInterval(() => most = Math.max(most, held()), 5)
        yield* Effect.all(Array.from({ length: 60 }, () => stare(url, "/api/v1/keys")), { concurrency: "unbounded" })
        yield* until(() => service.received.length === 60)
        const answer = yield* ask(url, { path: "/api/v1/key" })
        clearInterval(watch)
        assert.deepInclude(answer, { status: 200, text: small })
        // Each of them whole would be 480, and as much again as text.
        assert.isBelow(most - before, 250)
      }),
    180_000
  )

  // The system takes some megabytes for a client that does not read; this is more than that.
  const times = 12
  const size = 1.9 * mebibyte

  it.scopedLive("are disconnected after a while; a service may take longer than that", () =>
    Effect.gen(function*() {
      const service = yield* makeService((response, { url }) =>
        url.includes("/keys") ? response.end(Buffer.alloc(size, " ")) : setTimeout(() => response.end(small), 600)
      )
      const url = yield* serveTo(service.url, { outbox: { patience: 150 } })
      const socket = yield* stare(url, "/api/v1/keys", times)
      const slow = yield* Effect.fork(ask(url, { path: "/api/v1/key" }))
      yield* until(() => service.received.length === times + 1)
      yield* Effect.sleep(2_000)
      assert.isBelow(yield* read(socket, times * size), times * size)
      assert.deepInclude(yield* slow, { status: 200, text: small })
    }), 180_000)

  it.scopedLive("make place for others: those go first that have been there for longest", () =>
    Effect.gen(function*() {
      const service = yield* makeLarge(size)
      const url = yield* serveTo(service.url, { outbox: { maxBytes: 22 * mebibyte, patience: "5 minutes" } })
      const first = yield* stare(url, "/api/v1/keys", times)
      // Later requests are answered only when most of those are.
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

describe("a body", () => {
  it.scopedLive("is passed on up to 2 MiB, and breaks off there", () =>
    Effect.gen(function*() {
      const service = yield* makeLarge(3 * mebibyte)
      const answer = yield* ask(yield* serveTo(service.url), { path: "/api/v1/keys" })
      assert.isFalse(answer.isWhole)
      assert.isAtMost(answer.text.length, 2 * mebibyte)
    }))
})
