import { FakeOpenRouter } from "@openrouter-keys/core-effect-4/testing"
import * as Effect from "effect/Effect"

export const main = Effect.gen(function*() {
  const fake = yield* FakeOpenRouter.make({ keys: [{ name: "CI", limit: 5 }] })
  yield* fake.fail({ operation: "create", drop: "after" })
  const [key] = yield* fake.keys
  yield* fake.spend(key!.hash, 1.5)
  return yield* fake.keys
})
