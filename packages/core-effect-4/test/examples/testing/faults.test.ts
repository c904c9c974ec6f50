import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core-effect-4/testing"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { assert, it } from "vitest"
import { issueKey } from "./issueKey.js"

it("waits as long as the service asks it to", () =>
  Effect.gen(function*() {
    const fake = yield* FakeOpenRouter
    yield* fake.fail({ operation: "list", status: 429, headers: { "retry-after": "5" } })
    const listing = yield* Effect.forkChild(ApiKeys.list())
    // Plus jitter, so that not all clients return at once.
    yield* TestClock.adjust("7 seconds")
    assert.deepStrictEqual(yield* Fiber.join(listing), { data: [] })
    assert.deepStrictEqual((yield* fake.calls).map(({ outcome }) => outcome), [429, 200])
  }).pipe(Effect.provide(ApiKeysTest.layer().pipe(Layer.provideMerge(TestClock.layer()))), Effect.runPromise))

it("does not know whether a key exists if the response is lost", () =>
  Effect.gen(function*() {
    const fake = yield* FakeOpenRouter
    yield* fake.fail({ operation: "create", drop: "after" })
    const error = yield* Effect.flip(issueKey("Ada"))
    assert.deepInclude(error, { _tag: "ConnectionError", outcome: "Unknown" })
    // The key exists. With `drop: "before"`, it would not.
    assert.lengthOf(yield* fake.keys, 1)
  }).pipe(Effect.provide(ApiKeysTest.layer()), Effect.runPromise))
