import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Rotation } from "../src/Rotation.js"
import { makeVirtualClock } from "./support/virtualClock.js"
import { FakeOpenRouter, inMemory, sunkHashes } from "./support/world.js"

describe("a new key that does not work", () => {
  it("leaves one key, the one whose secret the sink has", () =>
    makeVirtualClock().run(
      Effect.gen(function*() {
        const fake = yield* FakeOpenRouter
        const [old] = yield* fake.keys
        yield* fake.fail({ operation: "getCurrentKeyMetadata", status: 500, times: Infinity })
        const id = yield* Rotation.start({ hash: old!.hash })
        while ((yield* Rotation.status(id)).state !== "stopped") yield* Effect.sleep("1 minute")
        const { reason } = yield* Rotation.status(id)
        const others = (yield* fake.keys).filter(({ hash }) => hash !== old!.hash).map(({ hash }) => hash)
        assert.deepStrictEqual(others, [...yield* sunkHashes])
        assert.include(reason, others[0]!)
      }).pipe(Effect.provide(inMemory({ keys: [{ name: "k" }] })))
    ))
})
