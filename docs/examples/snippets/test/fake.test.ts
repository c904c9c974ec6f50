import { assert, it } from "@effect/vitest"
import { ApiKeys } from "@openrouter-keys/core"
import { ApiKeysTest } from "@openrouter-keys/core/testing"
import { Effect } from "effect"

it.effect("a new key is enabled", () =>
  Effect.gen(function*() {
    const { data } = yield* ApiKeys.create({ name: "CI" })
    assert.isFalse((yield* ApiKeys.get({ hash: data.hash })).data.disabled)
  }).pipe(Effect.provide(ApiKeysTest.layer())))
