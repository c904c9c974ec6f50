import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core-effect-4/testing"
import { Effect, ManagedRuntime } from "effect"
import { afterAll, assert, describe, it } from "vitest"

const keys = [{ name: "old", disabled: true }, { name: "CI", limit: 5, usage: 4.5 }]

describe("an account with two keys", () => {
  const runtime = ManagedRuntime.make(ApiKeysTest.layer({ keys }))
  afterAll(() => runtime.dispose())

  it("lists the enabled one", () =>
    runtime.runPromise(Effect.gen(function*() {
      const { data } = yield* ApiKeys.list()
      assert.deepStrictEqual(data.map(({ limitRemaining, name }) => [name, limitRemaining]), [["CI", 0.5]])
    })))

  it("can be reset to its initial state", () =>
    runtime.runPromise(Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* ApiKeys.create({ name: "new" })
      yield* fake.reset
      const { data } = yield* ApiKeys.list({ includeDisabled: true })
      assert.deepStrictEqual(data.map(({ name }) => name), ["old", "CI"])
    })))
})
