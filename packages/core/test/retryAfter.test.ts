/** What a service asks to wait is the least, and clients that were told the same do not come back together. */
import { assert, describe, it } from "@effect/vitest"
import { ApiKeys, RetryPolicy } from "@openrouter-keys/core"
import { Effect, Fiber, TestClock } from "effect"
import type { Step } from "./suites/testClient.js"
import { calls } from "./support/calls.js"
import { script } from "./support/scripted.js"
import { withVirtualClock } from "./support/virtualClock.js"
import { page, wireKey } from "./support/wire.js"

const success: Step = { status: 200, body: page(wireKey) }
const start = Date.UTC(2026, 10, 27, 6)

/** The same wait in every form a service may give it. */
const forms = (ms: number): ReadonlyArray<Readonly<Record<string, string>>> => [
  { "retry-after": String(ms / 1000) },
  { "retry-after-ms": String(ms) },
  { "retry-after": new Date(start + ms).toUTCString() },
  { "x-ratelimit-reset": String(start + ms) }
]

describe.each([1_000, 2_000, 5_000])("a service that asks for %i ms", (asked) => {
  it.effect.each(forms(asked))(
    "gets the retry within 1.5 s after that time: %j",
    (headers) =>
      Effect.gen(function*() {
        yield* TestClock.setTime(start)
        const clients = Array.from({ length: 30 }, () => script([{ status: 429, headers }, success]))
        const requests = () => clients.flatMap(({ times }) => times).length
        const fibers = yield* Effect.forEach(clients, ({ layer }) => Effect.fork(Effect.provide(ApiKeys.list(), layer)))
        yield* Effect.yieldNow()
        yield* TestClock.adjust(asked - 1)
        assert.strictEqual(requests(), 30)
        yield* TestClock.adjust(1_501)
        assert.strictEqual(requests(), 60)
        yield* Effect.forEach(fibers, Fiber.join)
        const second = clients.map(({ times }) => times[1]! - start)
        assert.isTrue(second.every((time) => time >= asked && time <= asked + 1_500), String(second))
        // Not all in the same instant.
        assert.isAbove(new Set(second).size, 10)
      })
  )
})

describe.each(
  [
    { "retry-after": "0" },
    { "retry-after": new Date(0).toUTCString() },
    { "retry-after-ms": "0" },
    { "retry-after-ms": "0.4" }
  ] as ReadonlyArray<Readonly<Record<string, string>>>
)("a service that asks for no wait: %j", (headers) => {
  it.live("gets the retry after the usual delay", () =>
    Effect.gen(function*() {
      const waits: Array<number> = []
      for (let n = 0; n < 60; n++) {
        const retry = RetryPolicy.make({ initialInterval: "10 seconds", maxInterval: "10 seconds" })
        const { layer, times } = script([{ status: 429, headers }, success], { retry })
        yield* withVirtualClock(Effect.provide(ApiKeys.list(), layer))
        waits.push(times[1]! - times[0]!)
      }
      // Full jitter up to 10 s: half of them wait for 5 s or more.
      assert.isAbove(waits.sort((one, other) => one - other)[30]!, 2_000)
    }))

  it.live("gets no more requests than the time limit allows", () =>
    Effect.gen(function*() {
      const retry = RetryPolicy.make({ maxRetries: Number.POSITIVE_INFINITY, maxElapsed: "3 seconds" })
      for (const name of ["create", "list", "delete"] as const) {
        const { layer, times } = script([{ status: 429, headers }], { retry, timeout: "1 seconds" })
        const error = yield* withVirtualClock(Effect.flip(Effect.provide(calls[name].run, layer)))
        assert.strictEqual(error._tag, "TooManyRequests")
        assert.isAtMost(times.length, 20)
      }
    }))
})

it.effect("a wait that exceeds the time limit fails at once, with the wait in milliseconds", () =>
  Effect.gen(function*() {
    const { layer, times } = script([{ status: 429, headers: { "retry-after": "90" } }])
    const error = yield* Effect.flip(Effect.provide(ApiKeys.list(), layer))
    assert.strictEqual(error._tag, "TooManyRequests")
    assert.include(error as object, { retryAfterMs: 90_000, attempts: 1 })
    assert.lengthOf(times, 1)
  }))
