import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core-effect-4/testing"
import { Effect } from "effect"
import { assert, it } from "vitest"
import { issueKey } from "./issueKey.js"

it("issues a key with a monthly limit", () =>
  Effect.gen(function*() {
    const label = yield* issueKey("Ada")

    const fake = yield* FakeOpenRouter
    assert.deepStrictEqual(yield* fake.calls, [{
      operation: "create",
      input: { name: "Ada", limit: 10, limitReset: "monthly", external: { user: "Ada" } },
      outcome: 201
    }])
    const [key] = yield* fake.keys
    assert.deepInclude(key, { label, limitRemaining: 10, externalUser: "Ada" })
  }).pipe(Effect.provide(ApiKeysTest.layer()), Effect.runPromise))
