import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core-effect-4/testing"
import { Effect, Stream } from "effect"
import { assert, it } from "vitest"

/** Disables every key that has used up its limit. */
const disableSpent = ApiKeys.listAll().pipe(
  Stream.filter(({ limitRemaining }) => limitRemaining === 0),
  Stream.runForEach(({ hash }) => ApiKeys.update({ hash, requestBody: { disabled: true } }))
)

const keys = [{ hash: "thrifty", limit: 10 }, { hash: "lavish", limit: 10 }, { hash: "unlimited", usage: 500 }]

it("disables a key that has used up its limit", () =>
  Effect.gen(function*() {
    const fake = yield* FakeOpenRouter
    yield* fake.spend("thrifty", 9.99)
    yield* fake.spend("lavish", 10)
    yield* disableSpent
    const { data } = yield* ApiKeys.list()
    assert.deepStrictEqual(data.map(({ hash }) => hash), ["thrifty", "unlimited"])
  }).pipe(Effect.provide(ApiKeysTest.layer({ keys })), Effect.runPromise))
