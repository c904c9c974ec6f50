import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core-effect-4/testing"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { assert, it } from "vitest"

it("a daily limit resets at midnight UTC", () =>
  Effect.gen(function*() {
    yield* TestClock.setTime(Date.parse("2027-03-01T22:00:00Z"))
    const { data: { hash } } = yield* ApiKeys.create({ name: "CI", limit: 5, limitReset: "daily" })
    const fake = yield* FakeOpenRouter
    yield* fake.spend(hash, 4)

    const left = Effect.map(ApiKeys.get({ hash }), ({ data }) => data.limitRemaining)
    assert.strictEqual(yield* left, 1)
    yield* TestClock.adjust("2 hours")
    assert.strictEqual(yield* left, 5)
  }).pipe(Effect.provide(ApiKeysTest.layer().pipe(Layer.provideMerge(TestClock.layer()))), Effect.runPromise))
