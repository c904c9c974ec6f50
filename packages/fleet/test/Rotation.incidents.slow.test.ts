import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import { ApiKeys, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core"
import { ApiKeysTest } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Fleet from "../src/Fleet.js"
import { Rotation } from "../src/Rotation.js"
import { SecretSink } from "../src/SecretSink.js"
import { makeVirtualClock } from "./support/virtualClock.js"
import { FakeOpenRouter, inMemory, keysByName, settle, sunkHashes } from "./support/world.js"

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

describe("an endless list of restrictions", () => {
  it.effect("makes the rotation wait with a reason, and delivers no secret", () => {
    let requests = 0
    const account = Layer.unwrapEffect(Effect.map(FakeOpenRouter, (fake) => {
      const endless = HttpClient.transform(fake.httpClient, (send, request) => {
        if (!request.url.includes("/guardrails/assignments/keys")) return send
        const data = Array.from({ length: 100 }, (_, index) => ({
          id: `a-${requests}-${index}`,
          guardrail_id: "g-1",
          key_hash: `${requests}-${index}`
        }))
        requests++
        return Effect.succeed(HttpClientResponse.fromWeb(request, new Response(JSON.stringify({ data }))))
      })
      return Layer.fresh(ApiKeys.layer).pipe(
        Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make(fake.managementKey), retry: RetryPolicy.none })),
        Layer.provide(Layer.succeed(HttpClient.HttpClient, endless))
      )
    }))
    return Effect.gen(function*() {
      const id = yield* Rotation.start({
        hash: (yield* FakeOpenRouter.pipe(Effect.flatMap(({ keys }) => keys)))[0]!.hash,
        grace: 0,
        drain: 0,
        keepDisabled: 0
      })
      yield* Effect.repeat(settle, { until: () => requests >= 1_000 })
      yield* settle
      const { reason, state } = yield* Rotation.status(id)
      assert.strictEqual(state, "active")
      assert.include(reason, "listKeyAssignments: the list does not end")
      assert.deepStrictEqual(Object.keys(yield* keysByName), ["k"])
    }).pipe(Effect.provide(Fleet.layerMemory.pipe(
      Layer.provideMerge(SecretSink.memory),
      Layer.provideMerge(account),
      Layer.provideMerge(ApiKeysTest.layer({ keys: [{ name: "k" }] }))
    )))
  })
})
