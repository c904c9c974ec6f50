import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import * as WorkflowEngine from "@effect/workflow/WorkflowEngine"
import { ApiKeys, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core"
import { ApiKeysTest } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Bulk from "../src/Bulk.js"
import * as Fleet from "../src/Fleet.js"
import * as Database from "../src/internal/database.js"
import * as Plan from "../src/Plan.js"
import { Rotation } from "../src/Rotation.js"
import { SecretSink, SecretSinkError } from "../src/SecretSink.js"
import { FakeOpenRouter, inMemory, keysByName, pass, settle } from "./support/world.js"

const atOnce = { grace: 0, drain: 0, keepDisabled: 0 } as const

const theKey = Effect.map(Effect.flatMap(FakeOpenRouter, ({ keys }) => keys), (keys) => keys[0]!)

describe("a cancellation", () => {
  it.effect("that fails temporarily is retried, and the rotation does not continue meanwhile", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, grace: "10 seconds", drain: 0, keepDisabled: "1 hour" })
      yield* settle
      yield* fake.fail({ operation: "list", status: 500, times: 3 })
      yield* Rotation.cancel(id)
      yield* settle
      assert.deepInclude(yield* Rotation.status(id), { state: "active", step: "grace" })
      yield* pass("2 minutes", "10 seconds")
      assert.strictEqual((yield* Rotation.status(id)).state, "cancelled")
      assert.deepInclude((yield* keysByName)["k"], { hash: old.hash, disabled: false })
    }).pipe(Effect.provide(inMemory({ keys: [{ name: "k" }] }))))

  it.effect("that the service rejects stops the rotation, which can be cancelled again", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const id = yield* Rotation.start({ hash: (yield* theKey).hash })
      yield* settle
      yield* fake.fail({ operation: "list", status: 403 })
      yield* Rotation.cancel(id)
      yield* settle
      assert.strictEqual((yield* Rotation.status(id)).state, "stopped")
      yield* Rotation.cancel(id)
      yield* settle
      assert.strictEqual((yield* Rotation.status(id)).state, "cancelled")
    }).pipe(Effect.provide(inMemory({ keys: [{ name: "k" }] }))))
})

describe("a sink that does not end", () => {
  const world = (sink: Layer.Layer<SecretSink>) =>
    Fleet.layerMemory.pipe(
      Layer.provide(sink),
      Layer.provideMerge(ApiKeysTest.layer({ keys: [{ name: "k" }], retry: RetryPolicy.none }))
    )

  const hanging: ReadonlyArray<readonly [about: string, put: Effect.Effect<never>]> = [
    ["and can be interrupted", Effect.never],
    ["and cannot be interrupted", Effect.uninterruptible(Effect.never)]
  ]

  for (const [about, put] of hanging) {
    it.effect(`${about}, fails, and its key is deleted`, () =>
      Effect.gen(function*() {
        const id = yield* Rotation.start({ hash: (yield* theKey).hash })
        yield* settle
        assert.strictEqual((yield* Rotation.status(id)).reason, "Waiting for the sink to store the secret.")
        yield* pass("2 minutes", "1 minute")
        const { reason, state, step } = yield* Rotation.status(id)
        assert.deepStrictEqual([step, state], ["issue", "active"])
        assert.include(reason, "the sink did not store the secret within 2m")
        assert.deepStrictEqual(Object.keys(yield* keysByName), ["k"])
      }).pipe(Effect.provide(world(SecretSink.layer(() => put)))))

    it.effect(`${about}, is interrupted by a cancellation, which names the key whose secret it may have`, () =>
      Effect.gen(function*() {
        const id = yield* Rotation.start({ hash: (yield* theKey).hash })
        yield* settle
        yield* Rotation.cancel(id)
        yield* pass("2 seconds", "1 second")
        const { reason, state } = yield* Rotation.status(id)
        assert.strictEqual(state, "cancelled")
        const left = Object.values(yield* keysByName).find(({ name }) => name !== "k")
        assert.include(reason, left!.hash)
        assert.isFalse((yield* keysByName)["k"]?.disabled)
      }).pipe(Effect.provide(world(SecretSink.layer(() => put)))))
  }

  it.effect("uses its own time limit", () =>
    Effect.gen(function*() {
      const id = yield* Rotation.start({ hash: (yield* theKey).hash })
      yield* settle
      yield* pass("9 seconds", "1 second")
      assert.include((yield* Rotation.status(id)).reason, "Waiting for the sink")
      yield* pass("1 second", "1 second")
      assert.include((yield* Rotation.status(id)).reason, "within 10s")
    }).pipe(Effect.provide(world(SecretSink.layer(() => Effect.never, { timeLimit: "10 seconds" })))))

  it.effect("fails the change of a plan", () =>
    Effect.gen(function*() {
      const keys = [{ name: "prod/a", limit: 1, to: "x" }]
      const plan = Plan.make({ version: 1, scope: { prefix: "prod/" }, keys }, [])
      const sink = () => Effect.succeed({ put: () => Effect.never })
      const applying = yield* Effect.fork(Effect.flip(Stream.runDrain(Plan.apply(plan, { sink }))))
      yield* pass("2 minutes", "1 minute")
      assert.include((yield* Fiber.join(applying)).message, "within 2m")
      assert.deepStrictEqual(Object.keys(yield* keysByName), ["k"])
    }).pipe(Effect.provide(world(SecretSink.memory))))
})

describe("an old key that is once not found, although it exists", () => {
  const restart = (fault: FakeOpenRouter.Fault) =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, grace: "1 hour", drain: 0, keepDisabled: "1 hour" })
      yield* settle
      yield* fake.fail({ ...fault, status: 404 })
      yield* Rotation.confirm(id)
      yield* settle
      yield* pass("1 minute", "5 seconds")
      return id
    })

  it.effect.each(["update", "get"] as const)("is disabled anyway: %s", (operation) =>
    Effect.gen(function*() {
      const id = yield* restart({ operation })
      const keys = yield* Effect.flatMap(FakeOpenRouter, ({ keys }) => keys)
      assert.sameDeepMembers(keys.map(({ disabled, name }) => [name, disabled]), [
        ["k", false],
        [`k [retired ${id}]`, true]
      ])
      assert.deepInclude(yield* Rotation.status(id), { state: "active", step: "keep" })
    }).pipe(Effect.provide(inMemory({ keys: [{ name: "k" }] }))))

  it.effect.each(["get", "delete"] as const)("is deleted anyway: %s", (operation) =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const id = yield* Rotation.start({ hash: (yield* theKey).hash, ...atOnce, keepDisabled: "1 hour" })
      yield* settle
      yield* fake.fail({ operation, status: 404 })
      yield* pass("2 hours", "5 minutes")
      assert.deepInclude(yield* Rotation.status(id), { state: "done" })
      assert.lengthOf(yield* fake.keys, 1)
    }).pipe(Effect.provide(inMemory({ keys: [{ name: "k" }] }))))

  it.effect("is waited for while it is in use", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, grace: 0, keepDisabled: "1 hour" })
      yield* settle
      for (let minute = 0; minute < 60; minute += 5) {
        yield* fake.spend(old.hash, 0.01)
        if (minute === 30) yield* fake.fail({ operation: "get", status: 404 })
        yield* pass("5 minutes", "5 minutes")
      }
      assert.deepInclude(yield* Rotation.status(id), { state: "active", step: "drain" })
      assert.isFalse((yield* keysByName)["k"]?.disabled)
    }).pipe(Effect.provide(inMemory({ keys: [{ name: "k" }] }))))
})

describe("rotations at the same time", () => {
  it.effect("keep each other's entries in an allowlist", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const before = (yield* fake.keys).map(({ hash }) => hash)
      yield* fake.setRestrictions({
        guardrails: [],
        assignments: [],
        byokKeys: [{ id: "b-1", allowedApiKeyHashes: before, workspaceId: null }]
      })
      yield* fake.fail({ operation: "updateByokKey", delay: "1 second", times: Infinity })
      yield* Effect.forEach(before, (hash) => Rotation.start({ hash, ...atOnce }), { concurrency: "unbounded" })
      yield* pass("20 seconds", "1 second")
      const states = (yield* Rotation.list).map(({ state }) => state)
      assert.deepStrictEqual(states, before.map(() => "done"))
      const after = (yield* fake.keys).map(({ hash }) => hash)
      assert.sameMembers([...(yield* fake.restrictions).byokKeys[0]!.allowedApiKeyHashes!], after)
    }).pipe(Effect.provide(inMemory({ keys: Array.from({ length: 3 }, (_, index) => ({ name: `k${index}` })) }))))
})

describe("an allowlist with keys that are deleted meanwhile", () => {
  it.effect("is written without them, even if another key is deleted before each attempt", () => {
    const names = Array.from({ length: 6 }, (_, index) => `other-${index}`)
    /** Deletes another listed key after each look at one that is gone. */
    const account = Layer.unwrapEffect(Effect.map(FakeOpenRouter, (fake) => {
      const deleteOther = Effect.gen(function*() {
        const other = (yield* fake.keys).find(({ name }) => name.startsWith("other-"))
        if (other === undefined) return
        yield* fake.handle({
          method: "DELETE",
          url: `/api/v1/keys/${other.hash}`,
          headers: { authorization: `Bearer ${fake.managementKey}` },
          body: undefined
        })
      })
      const shrinking = HttpClient.transform(
        fake.httpClient,
        (send, request) => request.url.includes("/byok/") ? Effect.zipRight(deleteOther, send) : send
      )
      return Layer.fresh(ApiKeys.layer).pipe(
        Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make(fake.managementKey), retry: RetryPolicy.none })),
        Layer.provide(Layer.succeed(HttpClient.HttpClient, shrinking))
      )
    }))
    return Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const keys = yield* fake.keys
      yield* fake.setRestrictions({
        guardrails: [],
        assignments: [],
        byokKeys: [{ id: "b-1", allowedApiKeyHashes: keys.map(({ hash }) => hash), workspaceId: null }]
      })
      const id = yield* Rotation.start({ hash: keys.find(({ name }) => name === "k")!.hash, ...atOnce })
      yield* pass("1 minute", "1 second")
      assert.deepInclude(yield* Rotation.status(id), { state: "done" })
      const left = (yield* fake.keys).map(({ hash }) => hash)
      assert.lengthOf(left, 1)
      assert.sameMembers([...(yield* fake.restrictions).byokKeys[0]!.allowedApiKeyHashes!], left)
    }).pipe(Effect.provide(Fleet.layerMemory.pipe(
      Layer.provideMerge(SecretSink.memory),
      Layer.provideMerge(account),
      Layer.provideMerge(ApiKeysTest.layer({ keys: ["k", ...names].map((name) => ({ name })) }))
    )))
  })
})

const secretOf = /sk-or-v1-[0-9a-f]{64}/

/** Sinks that tell the secret where they fail. */
const talkative = {
  "fails": ({ secret }: SecretSink.Entry) => new SecretSinkError({ message: `401 for ${Redacted.value(secret)}` }),
  "throws": ({ secret }: SecretSink.Entry) => {
    throw new Error(`cannot store ${Redacted.value(secret)}`)
  },
  "fails with part of a URL": ({ secret }: SecretSink.Entry) =>
    new SecretSinkError({ message: `https://vault/?v=${encodeURIComponent(`"${Redacted.value(secret)}"`)}` })
}

describe("a secret is in no reason, error or table", () => {
  for (const [about, put] of Object.entries(talkative)) {
    const layer = Fleet.layerMemory.pipe(
      Layer.provideMerge(SecretSink.layer(put)),
      Layer.provideMerge(ApiKeysTest.layer({ keys: [{ name: "k" }], retry: RetryPolicy.none }))
    )

    it.effect(`if the sink of a rotation ${about}`, () =>
      Effect.gen(function*() {
        const id = yield* Rotation.start({ hash: (yield* theKey).hash, ...atOnce })
        yield* settle
        const { reason } = yield* Rotation.status(id)
        assert.include(reason, "The secret was not stored")
        assert.notMatch(reason ?? "", secretOf)
        const sql = yield* SqlClient.SqlClient
        assert.notMatch(
          String((yield* sql<{ record: string }>`SELECT record FROM fleet_rotation`)[0]?.record),
          secretOf
        )
        assert.deepStrictEqual(Object.keys(yield* keysByName), ["k"])
      }).pipe(Effect.provide(layer)))

    it.effect(`if the sink of a bulk creation or a plan ${about}`, () =>
      Effect.gen(function*() {
        const bulk = yield* Stream.runCollect(Bulk.create([{ id: "1", name: "b" }]))
        assert.deepStrictEqual([...bulk].map(({ result }) => result), ["failed"])
        assert.notMatch(String([...bulk][0]?.error?.message), secretOf)
        const plan = Plan.make({
          version: 1,
          scope: { prefix: "p" },
          keys: [{ name: "p", limit: null, to: "any" }]
        }, [])
        const error = yield* Effect.flip(
          Stream.runCollect(Plan.apply(plan, { sink: () => Effect.succeed({ put }) }))
        )
        assert.strictEqual(error._tag, "ChangeFailed")
        assert.notMatch(`${error.message} ${String(error)} ${JSON.stringify(error)}`, secretOf)
        assert.deepStrictEqual(Object.keys(yield* keysByName), ["k"])
      }).pipe(Effect.provide(layer)))
  }

  it.effect("if the service repeats it when the new key is tested", () => {
    const account = Layer.unwrapEffect(Effect.map(FakeOpenRouter, (fake) => {
      const echoing = HttpClient.transform(fake.httpClient, (send, request) => {
        const token = request.headers["authorization"]?.slice("Bearer ".length) ?? ""
        if (!request.url.endsWith("/key") || token === fake.managementKey) return send
        const body = JSON.stringify({ error: { code: 401, message: `The key ${token} is not known` } })
        return Effect.succeed(HttpClientResponse.fromWeb(request, new Response(body, { status: 401 })))
      })
      return Layer.fresh(ApiKeys.layer).pipe(
        Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make(fake.managementKey), retry: RetryPolicy.none })),
        Layer.provide(Layer.succeed(HttpClient.HttpClient, echoing))
      )
    }))
    return Effect.gen(function*() {
      const id = yield* Rotation.start({ hash: (yield* theKey).hash, ...atOnce })
      yield* pass("1 minute", "10 seconds")
      const { reason } = yield* Rotation.status(id)
      assert.include(reason, "The new key does not work yet")
      assert.notMatch(reason ?? "", secretOf)
    }).pipe(Effect.provide(
      Fleet.layerMemory.pipe(
        Layer.provideMerge(SecretSink.memory),
        Layer.provideMerge(account),
        Layer.provideMerge(ApiKeysTest.layer({ keys: [{ name: "k" }] }))
      )
    ))
  })
})

describe("a strategy", () => {
  it.effect("is a value that can be passed to rotations", () => {
    const steps: Array<string> = []
    const noted: Rotation.Strategy = {
      step: (rotation, findSink) => {
        steps.push(rotation.step)
        return Rotation.emulated.step(rotation, findSink)
      },
      cancel: Rotation.emulated.cancel
    }
    return Effect.gen(function*() {
      yield* Rotation.start({ hash: (yield* theKey).hash, ...atOnce })
      yield* settle
      assert.deepStrictEqual([...new Set(steps)], ["issue", "grace", "drain", "disable", "keep", "delete"])
    }).pipe(Effect.provide(
      Rotation.layerWith(noted).pipe(
        Layer.provide(Layer.merge(WorkflowEngine.layerMemory, Database.memory)),
        Layer.provideMerge(SecretSink.memory),
        Layer.provideMerge(ApiKeysTest.layer({ keys: [{ name: "k" }] }))
      )
    ))
  })
})
