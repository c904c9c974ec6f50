import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Rotation, type Step } from "../src/Rotation.js"
import { FakeOpenRouter, inMemory, pass, settle } from "./support/world.js"

describe("a rotation with default times", () => {
  it.effect("waits a day for the new key, ten minutes for the old one, and seven days before it deletes it", () =>
    Effect.gen(function*() {
      const [old] = yield* Effect.flatMap(FakeOpenRouter, ({ keys }) => keys)
      const id = yield* Rotation.start({ hash: old!.hash })
      const stepIs = (step: Step) =>
        Effect.map(Rotation.status(id), (status) => assert.deepInclude(status, { step, state: "active" }))
      yield* settle
      yield* pass("1439 minutes", "1439 minutes")
      yield* stepIs("grace")
      yield* pass("1 minute", "1 minute")
      yield* stepIs("drain")
      yield* pass("9 minutes", "9 minutes")
      yield* stepIs("drain")
      yield* pass("1 minute", "1 minute")
      yield* stepIs("keep")
      yield* pass("10079 minutes", "10079 minutes")
      yield* stepIs("keep")
      yield* pass("1 minute", "1 minute")
      assert.strictEqual((yield* Rotation.status(id)).state, "done")
    }).pipe(Effect.provide(inMemory({ keys: [{ name: "k" }] }))))
})
