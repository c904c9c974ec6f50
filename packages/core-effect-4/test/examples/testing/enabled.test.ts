import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { ApiKeysTest } from "@openrouter-keys/core-effect-4/testing"
import { Effect } from "effect"
import { assert, it } from "vitest"

it("a new key is enabled", () =>
  Effect.gen(function*() {
    const { data } = yield* ApiKeys.create({ name: "CI" })
    assert.isFalse((yield* ApiKeys.get({ hash: data.hash })).data.disabled)
  }).pipe(Effect.provide(ApiKeysTest.layer()), Effect.runPromise))
