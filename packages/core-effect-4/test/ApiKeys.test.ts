import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core-effect-4/testing"
import { Cause, Effect, Exit, Layer, Redacted, Stream } from "effect"
import { assert, describe, it } from "vitest"
import { bearer, hash } from "../../core/test/support/wire.js"
import { over, responding } from "./support/run.js"

describe("the layer for tests", () => {
  it("provides the real operations over a fake that the test controls", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const { data, key } = yield* ApiKeys.create({
        name: "CI",
        external: { user: "u", apiKey: Redacted.make("k".repeat(40)) }
      })
      assert.isTrue(Redacted.isRedacted(key))
      yield* fake.spend(data.hash, 2)
      const keys = yield* Stream.runCollect(ApiKeys.listAll())
      assert.deepStrictEqual(keys.map(({ name, usage }) => [name, usage]), [["CI", 2]])
      const error = yield* Effect.flip(ApiKeys.get({ hash: "0".repeat(64) }))
      assert.include(error, { _tag: "NotFound", outcome: "Rejected" })
    }).pipe(Effect.provide(ApiKeysTest.layer()), Effect.runPromise))

  it("can be replaced by stubs", () =>
    Effect.gen(function*() {
      const { data } = yield* ApiKeys.get({ hash: "a1" })
      assert.deepInclude(data, { hash: "a1", name: "CI" })
      const waited = yield* ApiKeys.create({ name: "CI" }).pipe(
        Effect.map(() => null),
        Effect.catchTag("TooManyRequests", ({ retryAfterMs }) => Effect.succeed(retryAfterMs))
      )
      assert.strictEqual(waited, 1000)
      assert.isTrue(Exit.hasDies(yield* Effect.exit(ApiKeys.list())))
    }).pipe(
      Effect.provide(Layer.mock(ApiKeys, {
        get: ({ hash }) => Effect.succeed({ data: ApiKeysTest.key({ hash, name: "CI" }) }),
        create: () => Effect.fail(ApiKeysTest.error("TooManyRequests", { retryAfterMs: 1000 }))
      })),
      Effect.runPromise
    ))
})

describe("the stack of an error", () => {
  const here = (): number => Number(/ApiKeys\.test\.ts:(\d+):/.exec(new Error().stack!.split("\n")[2]!)![1])

  it("begins where the operation was called, by a static and by a method", () =>
    Effect.gen(function*() {
      const keys = yield* ApiKeys
      const calls: ReadonlyArray<{ readonly line: number; readonly effect: Effect.Effect<unknown, Error, ApiKeys> }> = [
        { line: here(), effect: ApiKeys.get({ hash }) },
        { line: here(), effect: keys.get({ hash }) },
        { line: here(), effect: Stream.runDrain(ApiKeys.listAll()) },
        { line: here(), effect: ApiKeys.get({ hash: "../keys" }) }
      ]
      for (const { effect, line } of calls) {
        const exit = yield* Effect.exit(effect)
        const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) as Error : assert.fail("succeeded")
        const [, place] = error.stack!.split("\n")
        assert.include(place, `ApiKeys.test.ts:${line}:`)
        assert.notInclude(error.stack, bearer)
      }
    }).pipe(Effect.provide(over(responding([401, ""]).fetch)), Effect.runPromise))
})
