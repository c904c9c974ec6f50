import { assert, describe, it } from "@effect/vitest"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Unused from "../src/Unused.js"

const now = Date.parse("2026-11-27T12:00:00Z")
const old = "2026-01-01T00:00:00Z"
const recent = "2026-11-27T11:30:00Z"

const seeds: ReadonlyArray<FakeOpenRouter.KeySeed> = [
  { name: "used lately", createdAt: old, usage: 1, lastUsedAt: "2026-11-01T00:00:00Z" },
  { name: "used long ago", createdAt: old, usage: 1, lastUsedAt: "2026-02-01T00:00:00Z" },
  { name: "used some time", createdAt: old, usage: 1, lastUsedAt: null },
  { name: "never used", createdAt: old },
  { name: "new", createdAt: recent },
  { name: "a [pending 1]", createdAt: "2026-11-27T10:00:00Z" },
  { name: "b [pending 2]", createdAt: recent },
  { name: "c [retired 3]", createdAt: old, updatedAt: recent },
  { name: "d [rotation 4]", createdAt: recent },
  { name: "e [retired 5]", createdAt: old, usage: 1, lastUsedAt: "2026-02-01T00:00:00Z", updatedAt: old },
  { name: "f [rotation 6]", createdAt: old }
]

const layer = ApiKeysTest.layer({ keys: seeds })

const run = (
  effect: (list: ReadonlyArray<Unused.UnusedKey>) => Stream.Stream<Unused.Handled, unknown, ApiKeys>,
  list: ReadonlyArray<Unused.UnusedKey>
) => Effect.map(Stream.runCollect(effect(list)), (all) => [...all].map(({ key, result }) => `${key.name}: ${result}`))

describe("Unused", () => {
  it.effect("finds unused keys, leftovers, and keys of abandoned rotations", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(now)
      const list = yield* Unused.find()
      assert.sameDeepMembers(list.map(({ name, reason }) => [name, reason]), [
        ["used long ago", "unused"],
        ["never used", "neverUsed"],
        ["a [pending 1]", "leftover"],
        ["e [retired 5]", "unused"],
        ["f [rotation 6]", "neverUsed"]
      ])
      assert.lengthOf(yield* Unused.find({ olderThan: "3000 days", keys: { prefix: "used" } }), 0)
    }).pipe(Effect.provide(layer)))

  it.effect("disables keys, then deletes disabled ones, and keeps those used since", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(now)
      const fake = yield* FakeOpenRouter
      const list = [...yield* Unused.find()].filter(({ name }) => !/retired|rotation/.test(name)).sort((a, b) =>
        a.name < b.name ? -1 : 1
      )
      assert.deepStrictEqual(yield* run(Unused.delete, list.slice(1)), ["never used: kept", "used long ago: kept"])
      assert.deepStrictEqual(yield* run(Unused.disable, list), [
        "a [pending 1]: disabled",
        "never used: disabled",
        "used long ago: disabled"
      ])
      yield* ApiKeys.update({ hash: list[1]!.hash, requestBody: { disabled: false } })
      yield* ApiKeys.delete({ hash: list[2]!.hash })
      assert.deepStrictEqual(yield* run(Unused.delete, list), [
        "a [pending 1]: deleted",
        "never used: kept",
        "used long ago: kept"
      ])
      assert.lengthOf([...yield* fake.keys], seeds.length - 2)
    }).pipe(Effect.provide(layer)))

  it.effect.each(
    [
      [{ olderThan: -1 }, "olderThan is -1: expected a duration"],
      [{ olderThan: Number.NaN }, "olderThan is NaN: expected a duration"],
      [{ olderThan: "-90 days" }, "olderThan is \"-90 days\": expected a duration"],
      [{ olderThan: "long" }, "olderThan is \"long\": expected a duration"],
      [{ olderthan: "90 days" }, "olderthan is not a known field: did you mean olderThan?"],
      [{ keys: { prefx: "dev/" } }, "keys.prefx is not a known field: did you mean prefix?"],
      [{ keys: { prefix: undefined } }, "keys.prefix is undefined: expected a string"],
      [{ keys: "dev/" }, "keys is \"dev/\": expected a mapping"],
      [{ workspaceId: 1 }, "workspaceId is 1: expected a string"]
    ] as const
  )("refuses %j before anything is read", ([options, message]) =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const error = yield* Effect.flip(Unused.find(options as unknown as Unused.Options))
      assert.strictEqual(error._tag, "OptionError")
      assert.include(error.message, message)
      assert.throws(() => Unused.select([], 0, options as unknown as Unused.Options), message)
      assert.lengthOf([...yield* fake.calls], 0)
    }).pipe(Effect.provide(layer)))

  it.effect("ignores options that are undefined", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(now)
      assert.lengthOf(yield* Unused.find({ olderThan: undefined, keys: undefined, workspaceId: undefined }), 5)
    }).pipe(Effect.provide(layer)))
})
