import { assert, it } from "@effect/vitest"
import { ApiKeys } from "@openrouter-keys/core"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import { Effect, TestClock } from "effect"

it.effect("a daily limit resets at midnight UTC", () =>
  Effect.gen(function*() {
    yield* TestClock.setTime(Date.parse("2027-03-01T22:00:00Z"))
    const { data: { hash } } = yield* ApiKeys.create({ name: "CI", limit: 5, limitReset: "daily" })
    const fake = yield* FakeOpenRouter
    yield* fake.spend(hash, 4)

    const left = Effect.map(ApiKeys.get({ hash }), ({ data }) => data.limitRemaining)
    assert.strictEqual(yield* left, 1)
    yield* TestClock.adjust("2 hours")
    assert.strictEqual(yield* left, 5)
  }).pipe(Effect.provide(ApiKeysTest.layer())))
