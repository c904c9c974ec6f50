/** Fakes with more keys and requests than most tests have. */
import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { FakeOpenRouter } from "../../src/testing/FakeOpenRouter.js"
import { ask } from "./ask.js"

describe("requests", () => {
  it.effect("are kept up to the last 10,000", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make()
      yield* Effect.replicateEffect(ask(fake, "GET", "/"), 20_005, { discard: true })
      yield* ask(fake, "GET", "/key")
      const requests = yield* fake.requests
      assert.deepStrictEqual([requests.length, requests.at(-1)?.status], [10_000, 200])
    }))
})

describe("a fake", () => {
  it.effect("lists 5,000 keys in pages", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter.make({ keys: 5_000 })
      const pages = yield* Stream.paginateEffect(0, (offset: number) =>
        Effect.map(ask(fake, "GET", `/keys?include_disabled=true&include_expired=true&offset=${offset}`), ({ json }) =>
          [
            json.data as ReadonlyArray<{ hash: string }>,
            json.data.length === 100 ? Option.some(offset + 100) : Option.none()
          ] as const)).pipe(Stream.runCollect)
      const hashes = Chunk.toReadonlyArray(pages).flatMap((page) =>
        page.map((key) =>
          key.hash
        )
      )
      assert.deepStrictEqual(hashes, (yield* fake.keys).map((key) => key.hash))
    }))
})
