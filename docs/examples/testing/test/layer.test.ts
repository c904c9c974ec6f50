import { assert, layer } from "@effect/vitest"
import { ApiKeys } from "@openrouter-keys/core"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import { Effect } from "effect"

const keys = [{ name: "old", disabled: true }, { name: "CI", limit: 5, usage: 4.5 }]

layer(ApiKeysTest.layer({ keys }))("an account with two keys", (it) => {
  it.effect("lists the enabled one", () =>
    Effect.gen(function*() {
      const { data } = yield* ApiKeys.list()
      assert.deepStrictEqual(data.map(({ limitRemaining, name }) => [name, limitRemaining]), [["CI", 0.5]])
    }))

  it.effect("can be reset to its initial state", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* ApiKeys.create({ name: "new" })
      yield* fake.reset
      const { data } = yield* ApiKeys.list({ includeDisabled: true })
      assert.deepStrictEqual(data.map(({ name }) => name), ["old", "CI"])
    }))
})
