import { assert, describe, it } from "@effect/vitest"
import { ApiKeys, OpenRouterError } from "@openrouter-keys/core"
import { ApiKeysTest } from "@openrouter-keys/core/testing"
import * as Stub from "@openrouter-keys/protocol/Stub"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const tags = Object.keys(Stub.errorClasses) as ReadonlyArray<Stub.ErrorTag>

describe("builders for stubs", () => {
  it.effect("fill in the key that a stub returns", () =>
    Effect.gen(function*() {
      const { data } = yield* ApiKeys.get({ hash: "a1" })
      assert.deepInclude(data, { hash: "a1", name: "CI", limit: 5, disabled: false, usage: 0, lastUsedAt: null })
      const { data: [first] } = yield* ApiKeys.list()
      assert.strictEqual(first?.name, "Test key")
      const current = yield* ApiKeys.getCurrentKeyMetadata()
      assert.deepInclude(current.data, { isFreeTier: true, isManagementKey: true, workspaceId: null })
    }).pipe(Effect.provide(Layer.mock(ApiKeys, {
      get: ({ hash }) => Effect.succeed({ data: ApiKeysTest.key({ hash, name: "CI", limit: 5 }) }),
      list: () => Effect.succeed({ data: [ApiKeysTest.key()] }),
      getCurrentKeyMetadata: () => Effect.succeed({ data: ApiKeysTest.currentKey({ isFreeTier: true }) })
    }))))

  it.effect("fill in the error that a stub fails with, with its tag and typed fields", () =>
    Effect.gen(function*() {
      const waited = yield* Effect.catchTag(
        ApiKeys.create({ name: "CI" }),
        "TooManyRequests",
        ({ retryAfterMs }: { readonly retryAfterMs: number | null }) => Effect.succeed(retryAfterMs)
      )
      assert.strictEqual(waited, 1_000)
      const error = yield* Effect.flip(ApiKeys.update({ hash: "a1", requestBody: {} }))
      assert.deepInclude(error, { _tag: "Conflict", operation: "update", statusCode: 409, outcome: "Rejected" })
    }).pipe(Effect.provide(Layer.mock(ApiKeys, {
      create: () => Effect.fail(ApiKeysTest.error("TooManyRequests", { retryAfterMs: 1_000 })),
      update: () => Effect.fail(ApiKeysTest.error("Conflict"))
    }))))

  /** Read as a record, since a namespace of modules is not to be indexed. */
  const classes: Record<(typeof tags)[number], abstract new(...args: Array<never>) => Error> = { ...OpenRouterError }

  it.each(tags)("make a %s", (tag) => {
    const error = ApiKeysTest.error(tag)
    assert.isTrue(error instanceof classes[tag])
    assert.instanceOf(error, Error)
    assert.deepStrictEqual([error._tag, error.name], [tag, tag])
    assert.isTrue(OpenRouterError.isOpenRouterError(error))
    assert.notStrictEqual(error.message, "")
    assert.include(["NotSent", "Rejected", "Unknown"], error.outcome)
    const message = "as the test wants it"
    assert.include(ApiKeysTest.error(tag, { message, attempts: 3 }), { attempts: 3 })
    assert.include(ApiKeysTest.error(tag, { message }).message, message)
  })

  it("cover every error class", () => {
    assert.includeMembers(Object.keys(OpenRouterError), [...tags])
    assert.lengthOf(tags, 12)
  })

  it("hide the created key of an error, and reveal it on request", () => {
    const error = ApiKeysTest.error("InvalidResponse", { createdKey: "sk-or-v1-created" })
    assert.strictEqual(error.revealCreatedKey(), "sk-or-v1-created")
    assert.strictEqual(error.operation, "create")
    assert.notInclude(JSON.stringify(error), "sk-or-v1-created")
  })
})
