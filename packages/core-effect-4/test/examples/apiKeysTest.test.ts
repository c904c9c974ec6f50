import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { ApiKeysTest } from "@openrouter-keys/core-effect-4/testing"
import { Effect } from "effect"
import { assert, it } from "vitest"

it("names the new key", () =>
  Effect.gen(function*() {
    const { data } = yield* ApiKeys.create({ name: "CI" })
    assert.strictEqual(data.name, "CI")
  }).pipe(Effect.provide(ApiKeysTest.layer()), Effect.runPromise))
