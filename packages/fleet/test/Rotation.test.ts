import { assert, describe, it } from "@effect/vitest"
import { ApiKeys, RetryPolicy } from "@openrouter-keys/core"
import { ApiKeysTest } from "@openrouter-keys/core/testing"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { mkdtempSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Fleet from "../src/Fleet.js"
import { originalName, Rotation } from "../src/Rotation.js"
import { SecretSink, SecretSinkError } from "../src/SecretSink.js"
import { FakeOpenRouter, inMemory, keysByName, pass, settle, sunkHashes } from "./support/world.js"

/** No waits but those that a test is about. */
const brief = { grace: "1 hour", drain: 0, keepDisabled: "1 hour" } as const

/** The key that a test starts with. */
const theKey = Effect.map(Effect.flatMap(FakeOpenRouter, ({ keys }) => keys), (keys) => keys[0]!)

const named = (name: string, options: FakeOpenRouter.KeySeed = {}) => inMemory({ keys: [{ name, ...options }] })

describe("a rotation", () => {
  it.effect("ends with one enabled key with the name, whose secret is in the sink", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, grace: "2 hours", keepDisabled: "3 hours" })
      yield* settle
      assert.deepInclude(yield* Rotation.status(id), { step: "grace", state: "active" })
      assert.sameMembers(Object.keys(yield* keysByName), ["prod/checkout", `prod/checkout [rotation ${id}]`])
      yield* pass("2 hours", "2 hours")
      assert.deepInclude(yield* Rotation.status(id), { step: "drain", state: "active" })
      yield* pass("10 minutes", "5 minutes")
      assert.deepInclude(yield* Rotation.status(id), { step: "keep", state: "active" })
      const during = yield* keysByName
      assert.sameMembers(Object.keys(during), ["prod/checkout", `prod/checkout [retired ${id}]`])
      assert.isTrue(during[`prod/checkout [retired ${id}]`]?.disabled)
      yield* pass("3 hours", "3 hours")
      const status = yield* Rotation.status(id)
      assert.deepInclude(status, { step: "delete", state: "done", reason: null })
      const keys = yield* fake.keys
      assert.deepStrictEqual(keys.map(({ disabled, name }) => [name, disabled]), [["prod/checkout", false]])
      assert.strictEqual(keys[0]?.hash, status.successor?.hash)
      assert.deepStrictEqual(yield* sunkHashes, [keys[0]!.hash])
    }).pipe(Effect.provide(named("prod/checkout"))))

  it.effect("reports whether it is due, or when it will be", () =>
    Effect.gen(function*() {
      const id = yield* Rotation.start({ hash: (yield* theKey).hash, ...brief })
      assert.deepStrictEqual(yield* Rotation.pending, [{ id, isDue: true, wakesAt: null }])
      yield* settle
      assert.deepStrictEqual(yield* Rotation.pending, [{ id, isDue: false, wakesAt: "1970-01-01T01:00:00.000Z" }])
      const stored = { rotations: yield* Rotation.list, pending: yield* Rotation.pending }
      assert.deepStrictEqual(yield* Rotation.stored, stored)
      yield* pass("2 hours", "1 hour")
      yield* pass("2 hours", "1 hour")
      assert.deepStrictEqual(yield* Rotation.pending, [])
    }).pipe(Effect.provide(named("prod/checkout"))))

  it.effect("copies the reset, BYOK setting, creator, external user and lifetime to the successor", () =>
    Effect.gen(function*() {
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, ...brief })
      yield* settle
      const next = (yield* keysByName)[`k [rotation ${id}]`]
      assert.deepInclude(next, {
        limit: 10,
        limitReset: "monthly",
        includeByokInLimit: true,
        creatorUserId: "user_1",
        externalUser: "customer-1",
        workspaceId: old.workspaceId,
        expiresAt: "1970-01-11T00:00:00Z"
      })
    }).pipe(Effect.provide(named("k", {
      limit: 10,
      limitReset: "monthly",
      usage: 4,
      includeByokInLimit: true,
      creatorUserId: "user_1",
      externalUser: "customer-1",
      workspaceId: "5b3c9c1e-1111-4222-8333-444455556666",
      createdAt: "1969-12-25T00:00:00Z",
      expiresAt: "1970-01-04T00:00:00Z"
    }))))

  const limits: ReadonlyArray<
    readonly [about: string, FakeOpenRouter.KeySeed, Rotation.Options["limit"], expected: number | null]
  > = [
    ["what remains where it does not reset", { limit: 10, usage: 4 }, undefined, 6],
    ["nothing where nothing remains", { limit: 10, usage: 12 }, undefined, 0],
    ["the same where it resets", { limit: 10, limitReset: "daily", usage: 4 }, undefined, 10],
    ["none where there is none", { limit: null, usage: 4 }, undefined, null],
    ["none where there is none, also as what remains", { limit: null, usage: 4 }, "remaining", null],
    ["the same if asked for", { limit: 10, usage: 4 }, "same", 10],
    ["what remains if asked for", { limit: 10, limitReset: "daily", usage: 4 }, "remaining", 6],
    ["an amount if asked for", { limit: 10 }, 3, 3],
    ["none if asked for", { limit: 10 }, null, null],
    ["zero where it is zero", { limit: 0, limitReset: "daily" }, undefined, 0]
  ]

  for (const [about, seed, limit, expected] of limits) {
    it.effect(`sets the successor's limit: ${about}`, () =>
      Effect.gen(function*() {
        const id = yield* Rotation.start({ hash: (yield* theKey).hash, limit, ...brief })
        yield* settle
        assert.strictEqual((yield* keysByName)[`k [rotation ${id}]`]?.limit, expected)
      }).pipe(Effect.provide(named("k", seed))))
  }

  it.effect("lets both keys together spend the remaining amount, and copies later changes of the predecessor", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, ...brief })
      yield* settle
      yield* fake.spend(old.hash, 2)
      yield* ApiKeys.update({ hash: old.hash, requestBody: { includeByokInLimit: true, name: "renamed" } })
      yield* Rotation.confirm(id)
      yield* settle
      assert.deepInclude((yield* keysByName)["renamed"], { limit: 4, includeByokInLimit: true, disabled: false })
    }).pipe(Effect.provide(named("k", { limit: 10, usage: 4 }))))

  it.effect("waits while the old key is in use, and stops after `drainBound`", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, grace: 0, drainBound: "1 hour" })
      yield* settle
      yield* Effect.repeatN(Effect.zipRight(fake.spend(old.hash, 0.01), pass("10 minutes", "10 minutes")), 4)
      assert.deepInclude(yield* Rotation.status(id), { step: "drain", reason: "The old key is still in use." })
      yield* Effect.repeatN(Effect.zipRight(fake.spend(old.hash, 0.01), pass("10 minutes", "10 minutes")), 1)
      const asking = yield* Rotation.status(id)
      assert.deepInclude(asking, { step: "drain", state: "stopped" })
      assert.include(asking.reason, "Confirm to disable it anyway, or cancel.")
      assert.isFalse((yield* keysByName)["k"]?.disabled)
      yield* Rotation.confirm(id)
      yield* settle
      assert.isTrue((yield* keysByName)[`k [retired ${id}]`]?.disabled)
    }).pipe(Effect.provide(named("k"))))

  it.effect("continues when the old key is no longer used", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, grace: 0 })
      yield* settle
      yield* fake.spend(old.hash, 0.01)
      yield* pass("10 minutes", "10 minutes")
      assert.deepInclude(yield* Rotation.status(id), { step: "drain" })
      yield* pass("10 minutes", "10 minutes")
      assert.deepInclude(yield* Rotation.status(id), { step: "keep" })
    }).pipe(Effect.provide(named("k"))))

  it.effect("emits each step to `watch`, which then ends", () =>
    Effect.gen(function*() {
      const id = yield* Rotation.start({ hash: (yield* theKey).hash, grace: 0, drain: 0, keepDisabled: "1 hour" })
      const watching = yield* Effect.fork(Stream.runCollect(Rotation.watch(id)))
      yield* settle
      yield* Rotation.confirm(id, { step: "keep" })
      yield* settle
      const steps = Chunk.toReadonlyArray(yield* Fiber.join(watching)).map(({ step }) => step)
      assert.deepStrictEqual([...new Set(steps)], ["issue", "grace", "drain", "disable", "keep", "delete"])
    }).pipe(Effect.provide(named("k"))))

  it.effect("emits no status twice in a row", () =>
    Effect.gen(function*() {
      const id = yield* Rotation.start({ hash: (yield* theKey).hash, grace: "1 hour", drain: 0, keepDisabled: 0 })
      const watching = yield* Effect.fork(Stream.runCollect(Rotation.watch(id)))
      yield* pass("2 hours", "10 minutes")
      const seen = Chunk.toReadonlyArray(yield* Fiber.join(watching)).map(({ updatedAt: _, ...status }) => status)
      for (let at = 1; at < seen.length; at++) assert.notDeepEqual(seen[at], seen[at - 1])
    }).pipe(Effect.provide(named("k"))))

  it.effect.each<readonly [options: object | null, message: string]>([
    [{ grace: Number.NaN }, "grace is NaN: expected a duration of 0 or more"],
    [{ grace: -1 }, "grace is -1: expected a duration"],
    [{ drain: "-5 seconds" }, "drain is \"-5 seconds\": expected a duration"],
    [{ keepDisabled: "soon" }, "keepDisabled is \"soon\": expected a duration"],
    [{ drainBound: Infinity }, "drainBound is Infinity: expected a duration"],
    [{ gracee: "1 hour" }, "gracee is not a known field: did you mean grace?"],
    [{ limit: "lots" }, "limit is \"lots\": expected \"same\", \"remaining\", an amount in USD"],
    [{ limit: -1 }, "limit is -1: expected"],
    [{ to: 5 }, "to is 5: expected a sink of SecretSink"],
    [{ to: { target: { _tag: "Command", argv: [] } } }, "to is a mapping: expected a sink"],
    [{ withoutRestrictions: "yes" }, "withoutRestrictions is \"yes\": expected true or false"],
    [{ hash: undefined }, "hash is missing"],
    [{ hash: 5 }, "hash is 5: expected the hash of a key"],
    [null, "the value given as options is null"]
  ])("does not start with the options %j", ([options, message]) =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const { hash } = yield* theKey
      const given = options === null ? null : { hash, ...options }
      const error = yield* Effect.flip(Rotation.start(given as Rotation.Options))
      assert.include(error, { _tag: "RotationError", reason: "InvalidOption" })
      assert.include(error.message, message)
      assert.lengthOf([...yield* fake.calls], 0)
      assert.lengthOf(yield* Rotation.list, 0)
    }).pipe(Effect.provide(named("k"))))

  it.effect("fails for an unknown or missing ID", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Rotation.status(undefined as never))
      assert.include(error, { _tag: "RotationError", reason: "NoSuchRotation" })
    }).pipe(Effect.provide(named("k"))))
})

describe("restrictions", () => {
  const restrictions = (hash: string): FakeOpenRouter.Restrictions => ({
    guardrails: ["g-1", "g-2"],
    assignments: [{ guardrailId: "g-1", keyHash: hash }],
    byokKeys: [
      { id: "b-1", allowedApiKeyHashes: [hash], workspaceId: null },
      { id: "b-2", allowedApiKeyHashes: null, workspaceId: null },
      { id: "b-3", allowedApiKeyHashes: ["gone"], workspaceId: null }
    ]
  })

  it.effect("are copied before the secret is delivered, and removed with the predecessor", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const old = yield* theKey
      yield* fake.setRestrictions(restrictions(old.hash))
      const id = yield* Rotation.start({ hash: old.hash, ...brief })
      yield* settle
      const { successor } = yield* Rotation.status(id)
      const during = yield* fake.restrictions
      assert.deepInclude(during.assignments, { guardrailId: "g-1", keyHash: successor!.hash })
      assert.deepStrictEqual(during.byokKeys.map(({ allowedApiKeyHashes }) => allowedApiKeyHashes), [
        [old.hash, successor!.hash],
        null,
        ["gone"]
      ])
      const calls = (yield* fake.calls).map(({ operation }) => operation)
      assert.isBelow(calls.lastIndexOf("listByokKeys"), calls.indexOf("getCurrentKeyMetadata"), "read back first")
      yield* Effect.zipRight(Rotation.confirm(id), settle)
      yield* Effect.zipRight(Rotation.confirm(id, { step: "keep" }), settle)
      assert.strictEqual((yield* Rotation.status(id)).state, "done")
      assert.deepStrictEqual((yield* fake.restrictions).byokKeys[0]?.allowedApiKeyHashes, [successor!.hash])
    }).pipe(Effect.provide(named("k"))))

  it.effect("are copied even if an allowlist has a deleted key", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const old = yield* theKey
      const byokKeys = [{ id: "b-1", allowedApiKeyHashes: ["gone", old.hash], workspaceId: null }]
      yield* fake.setRestrictions({ guardrails: [], assignments: [], byokKeys })
      const id = yield* Rotation.start({ hash: old.hash, ...brief })
      yield* settle
      const { successor } = yield* Rotation.status(id)
      assert.deepStrictEqual((yield* fake.restrictions).byokKeys[0]?.allowedApiKeyHashes, [old.hash, successor!.hash])
    }).pipe(Effect.provide(named("k"))))

  it.effect("that are added meanwhile are copied before the predecessor is disabled", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, ...brief })
      yield* settle
      yield* fake.setRestrictions(restrictions(old.hash))
      yield* Rotation.confirm(id)
      yield* settle
      const { step, successor } = yield* Rotation.status(id)
      assert.strictEqual(step, "keep")
      assert.deepInclude((yield* fake.restrictions).assignments, { guardrailId: "g-1", keyHash: successor!.hash })
    }).pipe(Effect.provide(named("k"))))

  for (const operation of ["listKeyAssignments", "listByokKeys"] as const) {
    it.effect(`that cannot be read stop it before a key is created: ${operation}`, () =>
      Effect.gen(function*() {
        const fake = yield* FakeOpenRouter
        yield* fake.fail({ operation, status: 403, times: Infinity })
        const id = yield* Rotation.start({ hash: (yield* theKey).hash, ...brief })
        yield* settle
        const { reason, state, step } = yield* Rotation.status(id)
        assert.deepStrictEqual([state, step], ["stopped", "issue"])
        assert.include(reason, "cannot read guardrails")
        assert.lengthOf(yield* fake.keys, 1)
      }).pipe(Effect.provide(named("k"))))
  }

  it.effect("that cannot be read are skipped with `withoutRestrictions`", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* fake.fail({ operation: "listKeyAssignments", status: 404, times: Infinity })
      const id = yield* Rotation.start({ hash: (yield* theKey).hash, withoutRestrictions: true, ...brief })
      yield* settle
      yield* Effect.zipRight(Rotation.confirm(id), settle)
      yield* Effect.zipRight(Rotation.confirm(id, { step: "keep" }), settle)
      assert.strictEqual((yield* Rotation.status(id)).state, "done")
    }).pipe(Effect.provide(named("k"))))
})

describe("confirming", () => {
  const reasonOf = (id: string, options?: Rotation.ConfirmOptions) =>
    Effect.map(Effect.flip(Rotation.confirm(id, options)), ({ reason }) => reason)

  it.effect("twice does nothing more: it neither disables a key in use nor deletes one", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash })
      yield* settle
      yield* Rotation.confirm(id)
      yield* Rotation.confirm(id)
      yield* settle
      const drain = { step: "drain", state: "active", reason: "Checking whether the old key is still in use." } as const
      assert.deepInclude(yield* Rotation.status(id), drain)
      assert.strictEqual(yield* reasonOf(id), "NothingToConfirm")
      assert.strictEqual(yield* reasonOf(id, { step: "drain" }), "NothingToConfirm")
      yield* Rotation.confirm(id, { step: "grace" })
      yield* settle
      yield* fake.spend(old.hash, 0.01)
      yield* pass("9 minutes", "1 minute")
      assert.deepInclude(yield* Rotation.status(id), drain)
      assert.isFalse((yield* keysByName)["k"]?.disabled)
      yield* pass("20 minutes", "1 minute")
      assert.deepInclude(yield* Rotation.status(id), { step: "keep", state: "active" })
      assert.strictEqual(yield* reasonOf(id), "NothingToConfirm")
      yield* Rotation.confirm(id, { step: "grace" })
      yield* settle
      assert.isTrue((yield* keysByName)[`k [retired ${id}]`]?.disabled)
      yield* Rotation.confirm(id, { step: "keep" })
      yield* settle
      assert.strictEqual((yield* Rotation.status(id)).state, "done")
      assert.deepStrictEqual(Object.keys(yield* keysByName), ["k"])
    }).pipe(Effect.provide(named("k"))))

  it.effect("after it has stopped disables a key in use, and a second time does not delete it", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, grace: 0, drainBound: "15 minutes" })
      yield* settle
      yield* Effect.repeatN(Effect.zipRight(fake.spend(old.hash, 0.01), pass("10 minutes", "10 minutes")), 1)
      assert.deepInclude(yield* Rotation.status(id), { step: "drain", state: "stopped" })
      yield* Rotation.confirm(id)
      yield* Rotation.confirm(id)
      yield* settle
      yield* Effect.ignore(Rotation.confirm(id))
      yield* settle
      assert.isTrue((yield* keysByName)[`k [retired ${id}]`]?.disabled)
    }).pipe(Effect.provide(named("k"))))

  it.effect("after it stopped for another reason checks again whether the old key is in use", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, grace: 0 })
      yield* settle
      yield* fake.spend(old.hash, 0.01)
      yield* fake.fail({ operation: "get", status: 403 })
      yield* pass("10 minutes", "10 minutes")
      assert.deepInclude(yield* Rotation.status(id), { step: "drain", state: "stopped" })
      yield* Rotation.confirm(id)
      yield* settle
      assert.deepInclude(yield* Rotation.status(id), {
        step: "drain",
        state: "active",
        reason: "The old key is still in use."
      })
      assert.isFalse((yield* keysByName)["k"]?.disabled)
    }).pipe(Effect.provide(named("k"))))

  it.effect("is rejected before the new secret is delivered, and does not shorten the grace period", () =>
    Effect.gen(function*() {
      const id = yield* Rotation.start({ hash: (yield* theKey).hash, grace: "1 hour" })
      assert.deepInclude(yield* Rotation.status(id), { step: "issue" })
      assert.strictEqual(yield* reasonOf(id), "NothingToConfirm")
      assert.strictEqual(yield* reasonOf(id, { step: "grace" }), "NothingToConfirm")
      yield* settle
      yield* pass("59 minutes", "1 minute")
      assert.deepInclude(yield* Rotation.status(id), { step: "grace", state: "active" })
    }).pipe(Effect.provide(named("k"))))
})

describe("cancelling", () => {
  it.effect("before the old key is disabled keeps both keys", () =>
    Effect.gen(function*() {
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, ...brief })
      yield* settle
      yield* Rotation.cancel(id)
      yield* settle
      const { reason, state, successor } = yield* Rotation.status(id)
      assert.strictEqual(state, "cancelled")
      assert.include(reason, successor!.hash)
      const keys = yield* keysByName
      assert.deepInclude(keys["k"], { hash: old.hash, disabled: false })
      assert.deepStrictEqual(yield* sunkHashes, [keys[`k [cancelled ${id}]`]!.hash])
    }).pipe(Effect.provide(named("k"))))

  it.effect("after the old key was disabled enables it with its name", () =>
    Effect.gen(function*() {
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, ...brief })
      yield* settle
      yield* Rotation.confirm(id)
      yield* settle
      assert.strictEqual((yield* Rotation.status(id)).step, "keep")
      yield* Rotation.cancel(id)
      yield* settle
      const keys = yield* keysByName
      assert.deepInclude(keys["k"], { hash: old.hash, disabled: false })
      assert.sameMembers(Object.keys(keys), ["k", `k [cancelled ${id}]`])
    }).pipe(Effect.provide(named("k"))))

  it.effect("keeps the new key, and does not change the old one", () =>
    Effect.gen(function*() {
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, ...brief })
      yield* settle
      yield* Rotation.cancel(id)
      yield* settle
      const left = (yield* keysByName)[`k [cancelled ${id}]`]!
      const error = yield* Effect.flip(Rotation.start({ hash: left.hash }))
      assert.strictEqual("reason" in error && error.reason, "Leftover")
      const again = yield* Rotation.start({ hash: old.hash, ...brief })
      yield* settle
      assert.sameMembers(Object.keys(yield* keysByName), ["k", left.name, `k [rotation ${again}]`])
    }).pipe(Effect.provide(named("k"))))

  it.effect("renames the new key if the old one was deleted", () =>
    Effect.gen(function*() {
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, ...brief })
      yield* settle
      yield* ApiKeys.delete({ hash: old.hash })
      yield* Rotation.cancel(id)
      yield* settle
      const { reason, state, successor } = yield* Rotation.status(id)
      assert.strictEqual(state, "cancelled")
      assert.include(reason, "the new one has got its name")
      assert.deepInclude((yield* keysByName)["k"], { hash: successor!.hash, disabled: false })
    }).pipe(Effect.provide(named("k"))))

  it.effect("is rejected after the end", () =>
    Effect.gen(function*() {
      const id = yield* Rotation.start({ hash: (yield* theKey).hash, grace: 0, drain: 0, keepDisabled: 0 })
      yield* settle
      assert.strictEqual((yield* Rotation.status(id)).state, "done")
      assert.strictEqual((yield* Effect.flip(Rotation.cancel(id))).reason, "Ended")
      assert.strictEqual((yield* Effect.flip(Rotation.confirm(id))).reason, "Ended")
    }).pipe(Effect.provide(named("k"))))
})

describe("other people", () => {
  it.effect("who enable the old key again keep it", () =>
    Effect.gen(function*() {
      const old = yield* theKey
      const id = yield* Rotation.start({ hash: old.hash, ...brief })
      yield* settle
      yield* Rotation.confirm(id)
      yield* settle
      yield* ApiKeys.update({ hash: old.hash, requestBody: { disabled: false } })
      yield* pass("1 hour", "1 hour")
      const { reason, state } = yield* Rotation.status(id)
      assert.strictEqual(state, "stopped")
      assert.include(reason, "enabled again")
      assert.lengthOf(Object.keys(yield* keysByName), 2)
    }).pipe(Effect.provide(named("k"))))

  it.effect("who delete the successor stop it before the old key is disabled", () =>
    Effect.gen(function*() {
      const id = yield* Rotation.start({ hash: (yield* theKey).hash, ...brief })
      yield* settle
      const { successor } = yield* Rotation.status(id)
      yield* ApiKeys.delete({ hash: successor!.hash })
      yield* Rotation.confirm(id)
      yield* settle
      assert.deepInclude(yield* Rotation.status(id), { state: "stopped", step: "disable" })
      assert.isFalse((yield* keysByName)["k"]?.disabled)
    }).pipe(Effect.provide(named("k"))))
})

describe("starting", () => {
  it.effect("is rejected for keys that do not exist, are disabled, or are being rotated", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const [one, two] = yield* fake.keys
      assert.strictEqual((yield* Effect.flip(Rotation.start({ hash: "gone" })))._tag, "NotFound")
      yield* ApiKeys.update({ hash: two!.hash, requestBody: { disabled: true } })
      const reasonOf = (hash: string) =>
        Effect.map(Effect.flip(Rotation.start({ hash })), (error) => "reason" in error ? error.reason : error._tag)
      assert.strictEqual(yield* reasonOf(two!.hash), "KeyDisabled")
      const id = yield* Rotation.start({ hash: one!.hash, ...brief })
      yield* settle
      assert.strictEqual(yield* reasonOf(one!.hash), "UnderWay")
      assert.strictEqual(yield* reasonOf((yield* Rotation.status(id)).successor!.hash), "UnderWay")
      assert.strictEqual(
        (yield* Effect.flip(Rotation.start({ hash: one!.hash, grace: Infinity })))._tag,
        "RotationError"
      )
      assert.strictEqual((yield* Effect.flip(Rotation.status("none"))).reason, "NoSuchRotation")
    }).pipe(Effect.provide(inMemory({ keys: [{ name: "one" }, { name: "two" }] }))))

  it.effect("is rejected for an expired key, and for an expiry in the past", () =>
    Effect.gen(function*() {
      yield* pass("2 hours", "1 hour")
      const [expired, other] = yield* Effect.flatMap(FakeOpenRouter, ({ keys }) => keys)
      const refusal = (options: Rotation.Options) =>
        Effect.map(Effect.flip(Rotation.start(options)), (error) => "reason" in error ? error.reason : error._tag)
      assert.strictEqual(yield* refusal({ hash: expired!.hash }), "KeyExpired")
      for (const expiresAt of ["1970-01-01T01:00:00Z", "1970-01-01T02:00:00Z", new Date(0)]) {
        assert.strictEqual(yield* refusal({ hash: other!.hash, expiresAt }), "InvalidOption")
      }
      yield* Rotation.start({ hash: other!.hash, expiresAt: "1970-01-01T02:00:01Z" })
    }).pipe(Effect.provide(inMemory({ keys: [{ name: "e", expiresAt: "1970-01-01T01:00:00Z" }, { name: "k" }] }))))

  it.effect("is rejected for unfinished keys of other runs", () =>
    Effect.gen(function*() {
      const keys = yield* Effect.flatMap(FakeOpenRouter, ({ keys }) => keys)
      const reasons = yield* Effect.forEach(keys, ({ hash }) =>
        Effect.map(Effect.flip(Rotation.start({ hash })), (error) =>
          "reason" in error ? error.reason : error._tag))
      assert.deepStrictEqual(reasons, ["UnderWay", "UnderWay", "Leftover", "Leftover"])
    }).pipe(Effect.provide(inMemory({
      keys: ["k [rotation a1]", "k [retired a1]", "k [pending a1]", "k [cancelled a1]"].map((name) => ({ name }))
    }))))

  it.effect("is rejected for the sink of another rotation, in any notation", () =>
    Effect.gen(function*() {
      const dir = mkdtempSync(join(tmpdir(), "rotation-"))
      symlinkSync(dir, join(dir, "link"))
      const [one, two] = yield* Effect.flatMap(FakeOpenRouter, ({ keys }) => keys)
      const id = yield* Rotation.start({ hash: one!.hash, to: `env-file:${dir}/.env#KEY` })
      for (const to of [`env-file:${dir}/x/../.env#KEY`, `env-file:${dir}/link/.env#KEY`, `file:${dir}/.env`]) {
        const error = yield* Effect.flip(Rotation.start({ hash: two!.hash, to }))
        assert.strictEqual("reason" in error && error.reason, "SinkInUse", to)
        assert.include(error.message, "of one has the same sink")
      }
      yield* Rotation.cancel(id)
      // Files are written in real time.
      while ((yield* Rotation.status(id)).state !== "cancelled") {
        yield* Effect.zipRight(settle, Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 5))))
      }
      yield* Rotation.start({ hash: two!.hash, to: `env-file:${dir}/.env#KEY` })
    }).pipe(Effect.provide(inMemory({ keys: [{ name: "one" }, { name: "two" }] }))))

  it.effect("needs a sink, from the layer or the options", () =>
    Effect.gen(function*() {
      const { hash } = yield* theKey
      const error = yield* Effect.flip(Rotation.start({ hash }))
      assert.include(error.message, "no sink")
      assert.include((yield* Effect.flip(Rotation.start({ hash, to: "nowhere" }))).message, "is not a sink")
      yield* Rotation.start({ hash, to: "command:true", ...brief })
    }).pipe(
      Effect.provide(Fleet.layerMemory.pipe(Layer.provideMerge(ApiKeysTest.layer({ keys: [{ name: "k" }] }))))
    ))

  const beside = (sink: Layer.Layer<SecretSink>) =>
    Layer.merge(Fleet.layerMemory, sink).pipe(
      Layer.provideMerge(ApiKeysTest.layer({ keys: [{ name: "k" }], retry: RetryPolicy.none }))
    )

  it.effect("uses a file sink that is provided beside its layer", () =>
    Effect.gen(function*() {
      const id = yield* Rotation.start({ hash: (yield* theKey).hash, ...brief })
      while ((yield* Rotation.status(id)).step !== "grace") {
        yield* Effect.zipRight(settle, Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 5))))
      }
    }).pipe(Effect.provide(beside(SecretSink.file({ file: join(mkdtempSync(join(tmpdir(), "rotation-")), "key") })))))

  it.effect("says where to provide any other sink", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Rotation.start({ hash: (yield* theKey).hash }))
      assert.include(error.message, "The SecretSink is not provided to the layer of Rotation")
    }).pipe(Effect.provide(beside(SecretSink.layer(() => Effect.void)))))

  it.effect("deletes a key if its sink fails, retries, and finally stops", () => {
    let puts = 0
    const refusing = SecretSink.layer(() =>
      Effect.suspend(() => {
        puts++
        return new SecretSinkError({ message: "the vault is sealed" })
      })
    )
    return Effect.gen(function*() {
      const id = yield* Rotation.start({ hash: (yield* theKey).hash, ...brief })
      yield* settle
      assert.include((yield* Rotation.status(id)).reason, "the vault is sealed")
      yield* pass("1 hour", "5 minutes")
      const { reason, state } = yield* Rotation.status(id)
      assert.strictEqual(state, "stopped")
      assert.include(reason, "tried 10 times")
      assert.strictEqual(puts, 10)
      assert.deepStrictEqual(Object.keys(yield* keysByName), ["k"])
    }).pipe(
      Effect.provide(Fleet.layerMemory.pipe(
        Layer.provide(refusing),
        Layer.provideMerge(ApiKeysTest.layer({ keys: [{ name: "k" }], retry: RetryPolicy.none }))
      ))
    )
  })
})

describe("names", () => {
  it("with marks are recognized", () => {
    assert.deepStrictEqual(originalName("a [b] [rotation 0a1b]"), { name: "a [b]", id: "0a1b", role: "successor" })
    assert.deepStrictEqual(originalName("a [retired 0a1b]"), { name: "a", id: "0a1b", role: "retired" })
    for (const name of ["a", "[rotation 1]", "a [rotation]", "a [rotation 1] b"]) assert.isNull(originalName(name))
  })
})
