import { assert, it } from "@effect/vitest"
import { ApiKeys } from "@openrouter-keys/core"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import { Effect, Fiber, TestClock } from "effect"
import { issueKey } from "../src/issueKey.js"

it.effect("waits as long as the service asks it to", () =>
  Effect.gen(function*() {
    const fake = yield* FakeOpenRouter
    yield* fake.fail({ operation: "list", status: 429, headers: { "retry-after": "5" } })
    const listing = yield* Effect.fork(ApiKeys.list())
    // Plus jitter, so that not all clients return at once.
    yield* TestClock.adjust("7 seconds")
    assert.deepStrictEqual(yield* Fiber.join(listing), { data: [] })
    assert.deepStrictEqual((yield* fake.calls).map(({ outcome }) => outcome), [429, 200])
  }).pipe(Effect.provide(ApiKeysTest.layer())))

it.effect("does not know whether a key exists if the response is lost", () =>
  Effect.gen(function*() {
    const fake = yield* FakeOpenRouter
    yield* fake.fail({ operation: "create", drop: "after" })
    const error = yield* Effect.flip(issueKey("Ada"))
    assert.deepInclude(error, { _tag: "ConnectionError", outcome: "Unknown" })
    // The key exists. With `drop: "before"`, it would not.
    assert.lengthOf(yield* fake.keys, 1)
  }).pipe(Effect.provide(ApiKeysTest.layer())))
