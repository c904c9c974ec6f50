import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { Effect, Layer } from "effect"
import { assert, it } from "vitest"

/** Deletes keys one after the other. Returns their number. */
const deleteAll = (hashes: ReadonlyArray<string>) =>
  Effect.as(Effect.forEach(hashes, (hash) => ApiKeys.delete({ hash })), hashes.length)

it("deletes each key once", () =>
  Effect.gen(function*() {
    const deleted: Array<string> = []
    // Calling an operation without a stub is a defect that names it.
    const stub = Layer.mock(ApiKeys, {
      delete: ({ hash }) =>
        Effect.sync(() => {
          deleted.push(hash)
          return { deleted: true }
        })
    })
    assert.strictEqual(yield* Effect.provide(deleteAll(["a1", "b2"]), stub), 2)
    assert.deepStrictEqual(deleted, ["a1", "b2"])
  }).pipe(Effect.runPromise))
