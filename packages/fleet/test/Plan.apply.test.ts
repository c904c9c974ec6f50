import { assert, describe, it } from "@effect/vitest"
import { RetryPolicy } from "@openrouter-keys/core"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { createHash } from "node:crypto"
import { mkdtempSync, readFileSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Declaration, DeclaredKey } from "../src/Declaration.js"
import * as Fleet from "../src/Fleet.js"
import * as Plan from "../src/Plan.js"
import { Rotation } from "../src/Rotation.js"
import { makeSink } from "./support/sink.js"

const declare = (...keys: ReadonlyArray<DeclaredKey>): Declaration => ({ version: 1, scope: { prefix: "prod/" }, keys })

const planOf = (declaration: Declaration, options?: Plan.MakeOptions) =>
  Effect.map(Plan.keys(declaration), (keys) => Plan.make(declaration, keys, options))

const applyAll = (plan: Plan.Plan, options: Plan.ApplyOptions) => Stream.runCollect(Plan.apply(plan, options))

const layer = (options: ApiKeysTest.Options = {}) => ApiKeysTest.layer({ retry: RetryPolicy.none, seed: 1, ...options })

const names = Effect.map(Effect.flatMap(FakeOpenRouter, ({ keys }) => keys), (keys) => keys.map(({ name }) => name))

const a: DeclaredKey = { name: "prod/a", limit: 5, to: "A" }

describe("Plan.apply", () => {
  it.effect.each<readonly [options: unknown, message: string]>([
    [{ concurrency: Number.NaN }, "concurrency is NaN: expected a whole number, 1 or more."],
    [{ concurrency: 0 }, "concurrency is 0: expected"],
    [{ refusemore: true }, "refusemore is not a known field: did you mean refuseMore?"],
    [{ refuseMore: "yes" }, "refuseMore is \"yes\": expected true or false."],
    [{ sink: "file:x" }, "sink is \"file:x\": expected a function"]
  ])("changes nothing with the options %j", ([options, message]) =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const plan = Plan.make(declare(a), [])
      const error = yield* Effect.flip(applyAll(plan, options as Plan.ApplyOptions))
      assert.strictEqual(error._tag, "OptionError")
      assert.include(error.message, message)
      assert.lengthOf([...yield* fake.calls], 0)
    }).pipe(Effect.provide(layer())))

  it.effect("creates a key, delivers its secret, and then has nothing to do", () =>
    Effect.gen(function*() {
      const { secrets, sink } = makeSink()
      const declaration = declare({ ...a, limitReset: "monthly", externalUser: "customer-1" })
      const [applied] = yield* applyAll(yield* planOf(declaration), { sink })
      const fake = yield* FakeOpenRouter
      const [key] = yield* fake.keys
      assert.strictEqual(applied?.hash, key?.hash)
      assert.deepInclude(key, { name: "prod/a", limit: 5, limitReset: "monthly", externalUser: "customer-1" })
      assert.strictEqual(createHash("sha256").update(secrets.get("A")?.secret ?? "").digest("hex"), key?.hash)
      assert.isTrue(Plan.isEmpty(yield* planOf(declaration)))
    }).pipe(Effect.provide(layer())))

  it.effect("creates before it updates, disables and deletes", () =>
    Effect.gen(function*() {
      const declaration = declare(a, { name: "prod/b", limit: 1 }, { name: "prod/c", limit: null, disabled: true })
      const plan = yield* planOf(declaration, { prune: "delete" })
      const applied = yield* applyAll(plan, { sink: makeSink().sink, concurrency: 4 })
      const made = [...applied].map(({ change }) => `${change._tag} ${change.name}`)
      assert.deepStrictEqual(made, ["create prod/a", "update prod/b", "disable prod/c", "delete prod/d"])
      assert.sameMembers([...yield* names], ["prod/a", "prod/b", "prod/c", "dev/e"])
      assert.isTrue(Plan.isEmpty(yield* planOf(declaration, { prune: "delete" })))
    }).pipe(Effect.provide(layer({
      keys: [{ name: "prod/b", limit: 2 }, { name: "prod/c" }, { name: "prod/d", disabled: true }, {
        name: "dev/e",
        disabled: true
      }]
    }))))

  it.effect("creates a disabled key", () =>
    Effect.gen(function*() {
      const declaration = declare({ ...a, disabled: true })
      yield* applyAll(yield* planOf(declaration), { sink: makeSink().sink })
      assert.isTrue(Plan.isEmpty(yield* planOf(declaration)))
    }).pipe(Effect.provide(layer())))

  it.effect("changes nothing if the plan refuses a key", () =>
    Effect.gen(function*() {
      const plan = yield* planOf(declare(a, { name: "prod/no-sink", limit: 1 }))
      const error = yield* Effect.flip(applyAll(plan, { sink: makeSink().sink }))
      assert.strictEqual(error._tag, "PlanRefused")
      assert.include(
        error.message,
        "prod/no-sink: The key must be created, but has no `to` for its secret."
      )
      assert.deepStrictEqual(yield* names, [])
    }).pipe(Effect.provide(layer())))

  const edits: ReadonlyArray<readonly [about: string, edit: (change: any, other: Plan.SeenKey) => unknown]> = [
    [
      "deletes another key",
      (_, seen) => ({ _tag: "delete", name: seen.name, seen, reason: "undeclared", givesMore: false })
    ],
    ["deletes another key under a name in scope", (_, seen) => ({
      _tag: "delete",
      name: "prod/x",
      seen,
      reason: "undeclared",
      givesMore: false
    })],
    [
      "disables another key",
      (_, seen) => ({ _tag: "disable", name: seen.name, seen, reason: "declared", givesMore: false })
    ],
    ["creates one elsewhere", (change) => ({ ...change, declared: { ...change.declared, name: "dev/x" } })],
    ["gives a key another name", (_, seen) => ({
      _tag: "update",
      name: "prod/x",
      seen: { ...seen, name: "prod/x" },
      fields: [{ field: "name", before: "prod/x", after: "dev/x", givesMore: false }],
      givesMore: false
    })]
  ]

  for (const [about, edit] of edits) {
    it.effect(`refuses a saved plan with a change outside of its scope: ${about}`, () =>
      Effect.gen(function*() {
        const fake = yield* FakeOpenRouter
        const before = yield* fake.keys
        const plan = yield* planOf(declare(a))
        const edited = JSON.parse(
          JSON.stringify({ ...plan, changes: [...plan.changes, edit(plan.changes[0], before[0]!)] })
        )
        const error = yield* Effect.flip(applyAll(edited as Plan.Plan, { sink: makeSink().sink }))
        assert.strictEqual(error._tag, "PlanRefused")
        assert.include(error.message, "is out of the plan's scope \"prod/\"")
        assert.deepStrictEqual(yield* fake.keys, before)
      }).pipe(Effect.provide(layer({ keys: [{ name: "dev/e", disabled: true }] }))))
  }

  it.effect("refuses a plan with the same file for two secrets, also by a link", () =>
    Effect.gen(function*() {
      const dir = mkdtempSync(join(tmpdir(), "fleet-"))
      symlinkSync(dir, join(dir, "link"))
      const plan = yield* planOf(
        declare({ ...a, to: `file:${dir}/key` }, { name: "prod/b", limit: 1, to: `file:${dir}/link/key` })
      )
      assert.deepStrictEqual(plan.refusals, [])
      const error = yield* Effect.flip(applyAll(plan, {}))
      assert.include(error.message, "prod/a: The key has the same sink as prod/b")
      assert.deepStrictEqual(yield* names, [])
    }).pipe(Effect.provide(layer())))

  it.effect("does not create a key that has expired since the plan", () =>
    Effect.gen(function*() {
      const plan = Plan.make(declare({ ...a, expiresAt: "1970-01-01T01:00:00Z" }), [], { now: 0 })
      yield* TestClock.adjust("1 hour")
      const error = yield* Effect.flip(applyAll(plan, { sink: makeSink().sink }))
      assert.strictEqual(error._tag, "PlanOutdated")
      assert.deepStrictEqual(yield* names, [])
    }).pipe(Effect.provide(layer())))

  it.effect("makes a declared change after a rotation was cancelled", () =>
    Effect.gen(function*() {
      const file = join(mkdtempSync(join(tmpdir(), "fleet-")), "secret")
      const declared = declare({ name: "prod/b", limit: 2, expiresAt: "2100-12-31T23:59:59Z", to: `file:${file}` })
      const [first] = yield* applyAll(yield* planOf(declared), {})
      const id = first?.rotation ?? ""
      while ((yield* Rotation.status(id)).step !== "grace") yield* TestClock.adjust("1 minute")
      yield* Rotation.cancel(id)
      while ((yield* Rotation.status(id)).state !== "cancelled") yield* TestClock.adjust("1 minute")
      const plan = yield* planOf(declared)
      assert.deepStrictEqual(plan.rotating, [])
      assert.deepStrictEqual(plan.undeclared.map(({ name }) => name), [`prod/b [cancelled ${id}]`])
      const [again] = yield* applyAll(plan, {})
      assert.notStrictEqual(again?.rotation, id)
    }).pipe(
      Effect.provide(Layer.provideMerge(Fleet.layerMemory, layer({ keys: [{ name: "prod/b", limit: 2 }] })))
    ))

  it.effect("refuses changes that give more with `refuseMore`", () =>
    Effect.gen(function*() {
      const declaration = declare(a, { name: "prod/b", limit: 3 })
      const plan = yield* planOf(declaration)
      const error = yield* Effect.flip(applyAll(plan, { sink: makeSink().sink, refuseMore: true }))
      assert.strictEqual(error.message, "Nothing was changed. prod/b: this update gives more, which is refused.")
      assert.deepStrictEqual(yield* names, ["prod/b"])
      yield* applyAll(plan, { sink: makeSink().sink })
      assert.isTrue(Plan.isEmpty(yield* planOf(declaration)))
    }).pipe(Effect.provide(layer({ keys: [{ name: "prod/b", limit: 2 }] }))))

  it.effect("stops if a key has changed since the plan", () =>
    Effect.gen(function*() {
      const { sink } = makeSink()
      const fake = yield* FakeOpenRouter
      const declaration = declare({ name: "prod/b", limit: 1 })
      const plan = yield* planOf(declaration)
      yield* applyAll(yield* planOf(declare({ name: "prod/b", limit: 7 })), { sink })
      const error = yield* Effect.flip(applyAll(plan, { sink }))
      assert.strictEqual(error._tag, "PlanOutdated")
      assert.include(error.message, "The key prod/b has changed since the plan (limit was 2 and is 7): plan again.")
      assert.strictEqual((yield* fake.keys)[0]?.limit, 7)
    }).pipe(Effect.provide(layer({ keys: [{ name: "prod/b", limit: 2 }] }))))

  it.effect("stops if a key has now spent more than its new limit", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const plan = yield* planOf(declare({ name: "prod/b", limit: 1 }))
      yield* fake.spend((yield* fake.keys)[0]!.hash, 1.5)
      const error = yield* Effect.flip(applyAll(plan, { sink: makeSink().sink }))
      assert.strictEqual(error._tag, "PlanOutdated")
    }).pipe(Effect.provide(layer({ keys: [{ name: "prod/b", limit: 2 }] }))))

  it.effect("stops if a key with the name now exists, or if a key was deleted", () =>
    Effect.gen(function*() {
      const { sink } = makeSink()
      const create = yield* planOf(declare(a))
      yield* applyAll(create, { sink })
      assert.include((yield* Effect.flip(applyAll(create, { sink }))).message, "A key named prod/a now exists")
      const update = yield* planOf(declare({ ...a, limit: 2 }))
      yield* applyAll(yield* planOf(declare(), { prune: true }), { sink })
      yield* applyAll(yield* planOf(declare(), { prune: "delete" }), { sink })
      assert.include((yield* Effect.flip(applyAll(update, { sink }))).message, "The key prod/a is gone")
    }).pipe(Effect.provide(layer())))

  it.effect("skips changes that are already made", () =>
    Effect.gen(function*() {
      const { sink } = makeSink()
      const plan = yield* planOf(declare({ name: "prod/b", limit: 1 }))
      yield* applyAll(plan, { sink })
      assert.lengthOf([...yield* applyAll(plan, { sink })], 1)
    }).pipe(Effect.provide(layer({ keys: [{ name: "prod/b", limit: 2 }] }))))

  it.effect.each([{ drop: "after" }, { status: 500 }, { cut: true }, { malformed: true }] as const)(
    "replaces a key if the outcome of its create is unknown: %j",
    (fault) =>
      Effect.gen(function*() {
        const { secrets, sink } = makeSink()
        const fake = yield* FakeOpenRouter
        const plan = yield* planOf(declare(a))
        yield* fake.fail({ operation: "create", ...fault })
        yield* applyAll(plan, { sink })
        const keys = yield* fake.keys
        assert.deepStrictEqual(keys.map(({ name }) => name), ["prod/a"])
        assert.strictEqual(secrets.get("A")?.hash, keys[0]?.hash)
      }).pipe(Effect.provide(layer()))
  )

  it.effect("deletes a key if its sink fails", () =>
    Effect.gen(function*() {
      const { sink, state } = makeSink()
      state.failures = 1
      const error = yield* Effect.flip(Effect.flatMap(planOf(declare(a)), (plan) => applyAll(plan, { sink })))
      assert.strictEqual(error.message, "The create of prod/a failed: the sink is full")
      assert.deepStrictEqual(yield* names, [])
    }).pipe(Effect.provide(layer())))

  it.effect("replaces a key that a killed process created", () =>
    Effect.gen(function*() {
      const { secrets, sink } = makeSink()
      const fake = yield* FakeOpenRouter
      const declaration = declare(a)
      const dying = () => Effect.succeed({ put: () => Effect.never })
      const fiber = yield* Effect.fork(Effect.flatMap(planOf(declaration), (plan) => applyAll(plan, { sink: dying })))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      assert.match((yield* names)[0] ?? "", /^prod\/a \[pending [0-9a-f]{16}\]$/)
      yield* applyAll(yield* planOf(declaration), { sink })
      const keys = yield* fake.keys
      assert.deepStrictEqual(keys.map(({ name }) => name), ["prod/a"])
      assert.strictEqual(secrets.get("A")?.hash, keys[0]?.hash)
      assert.isTrue(Plan.isEmpty(yield* planOf(declaration)))
    }).pipe(Effect.provide(layer())))

  it.effect("waits after a 429 as long as the service asks", () =>
    Effect.gen(function*() {
      const keys = Array.from(
        { length: 10 },
        (_, index): DeclaredKey => ({ name: `prod/${index}`, limit: 1, to: `${index}` })
      )
      const plan = yield* planOf(declare(...keys))
      const fiber = yield* Effect.fork(applyAll(plan, { sink: makeSink().sink, concurrency: 4 }))
      yield* TestClock.adjust("10 minutes")
      yield* Fiber.join(fiber)
      assert.lengthOf([...yield* names], 10)
    }).pipe(Effect.provide(layer({ rateLimit: { requests: 5, interval: "20 seconds" } }))))

  it.effect("emits no secret", () =>
    Effect.gen(function*() {
      const { secrets, sink } = makeSink()
      const applied = yield* applyAll(yield* planOf(declare(a)), { sink })
      assert.notInclude(JSON.stringify([...applied]), secrets.get("A")!.secret)
    }).pipe(Effect.provide(layer())))

  it.effect("replaces a key by a rotation, only once", () =>
    Effect.gen(function*() {
      const file = join(mkdtempSync(join(tmpdir(), "fleet-")), "secret")
      const fake = yield* FakeOpenRouter
      const declared = { name: "prod/b", limit: 2, expiresAt: "2100-12-31T23:59:59Z", to: `file:${file}` }
      const plan = yield* planOf(declare(declared))
      const options = {}
      const [first] = yield* applyAll(plan, options)
      const [second] = yield* applyAll(plan, options)
      assert.isNotNull(first?.rotation)
      assert.strictEqual(second?.rotation, first?.rotation)
      yield* TestClock.adjust("1 minute")
      const during = yield* planOf(declare(declared), { prune: "delete" })
      assert.deepStrictEqual(during.changes, [])
      assert.deepStrictEqual(during.rotating, [{ name: "prod/b", id: first?.rotation ?? "" }])
      const id = first?.rotation ?? ""
      for (const step of ["grace", "drain", "keep"] as const) {
        while ((yield* Rotation.status(id)).step !== step) yield* TestClock.adjust("1 minute")
        if (step !== "drain") yield* Rotation.confirm(id, { step })
      }
      while ((yield* Rotation.status(id)).state !== "done") yield* TestClock.adjust("1 minute")
      const keys = yield* fake.keys
      assert.deepStrictEqual(keys.map(({ name }) => name), ["prod/b"])
      assert.strictEqual(createHash("sha256").update(readFileSync(file)).digest("hex"), keys[0]?.hash)
      assert.isTrue(Plan.isEmpty(yield* planOf(declare(declared))))
    }).pipe(
      Effect.provide(Layer.provideMerge(Fleet.layerMemory, layer({ keys: [{ name: "prod/b", limit: 2 }] })))
    ))

  it.effect("fails to replace a key without the service Rotation", () =>
    Effect.gen(function*() {
      const declared = { name: "prod/b", limit: null, expiresAt: "2100-12-31T23:59:59Z", to: "file:x" }
      const error = yield* Effect.flip(Effect.flatMap(planOf(declare(declared)), (plan) => applyAll(plan, {})))
      assert.include(error.message, "replacing a key needs the service Rotation in the context.")
    }).pipe(Effect.provide(layer({ keys: [{ name: "prod/b" }] }))))
})
