import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Rotation } from "../src/Rotation.js"
import { FakeOpenRouter, inMemory, keysByName, pass, settle, sunkHashes } from "./support/world.js"

describe("a rotation", () => {
  it.effect("ends with one enabled key of the name, its secret in the sink", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const [old] = yield* fake.keys
      const id = yield* Rotation.start({ hash: old!.hash })
      yield* settle
      assert.deepInclude(yield* Rotation.status(id), { step: "grace", state: "active" })
      assert.sameMembers(Object.keys(yield* keysByName), ["prod/checkout", `prod/checkout [rotation ${id}]`])
      yield* pass("24 hours", "6 hours")
      assert.deepInclude(yield* Rotation.status(id), { step: "drain", state: "active" })
      yield* pass("10 minutes", "5 minutes")
      assert.deepInclude(yield* Rotation.status(id), { step: "keep", state: "active" })
      const during = yield* keysByName
      assert.sameMembers(Object.keys(during), ["prod/checkout", `prod/checkout [retired ${id}]`])
      assert.isTrue(during[`prod/checkout [retired ${id}]`]?.disabled)
      yield* pass("7 days", "1 day")
      const status = yield* Rotation.status(id)
      assert.deepInclude(status, { step: "delete", state: "done", reason: null })
      const keys = yield* fake.keys
      assert.deepStrictEqual(keys.map(({ disabled, name }) => [name, disabled]), [["prod/checkout", false]])
      assert.strictEqual(keys[0]?.hash, status.successor?.hash)
      assert.deepStrictEqual(yield* sunkHashes, [keys[0]!.hash])
    }).pipe(Effect.provide(inMemory({ keys: [{ name: "prod/checkout" }] }))))
})
