import { assert, it } from "@effect/vitest"
import { ApiKeys } from "@openrouter-keys/core"
import { ApiKeysTest } from "@openrouter-keys/core/testing"
import { Effect } from "effect"

it.effect("names the new key", () =>
  Effect.gen(function*() {
    const { data } = yield* ApiKeys.create({ name: "CI" })
    assert.strictEqual(data.name, "CI")
  }).pipe(Effect.provide(ApiKeysTest.layer())))
