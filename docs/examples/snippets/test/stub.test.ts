import { assert, it } from "@effect/vitest"
import { ApiKeys } from "@openrouter-keys/core"
import { Effect, Layer } from "effect"

it.effect("deletes what it is told to", () =>
  Effect.gen(function*() {
    assert.isTrue((yield* ApiKeys.delete({ hash: "abc" })).deleted)
  }).pipe(Effect.provide(Layer.mock(ApiKeys, { delete: () => Effect.succeed({ deleted: true }) }))))
