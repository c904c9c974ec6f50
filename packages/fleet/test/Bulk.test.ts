import { assert, describe, it } from "@effect/vitest"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { existsSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Bulk from "../src/Bulk.js"
import * as Database from "../src/internal/database.js"
import * as Lineage from "../src/internal/lineage.js"
import { MemorySink, SecretSink, SecretSinkError } from "../src/SecretSink.js"
import { assertDone, create, layer, requests } from "./support/orders.js"

describe("Bulk.create", () => {
  it.effect("creates one key for each request, and emits its progress", () =>
    Effect.gen(function*() {
      const progress = yield* create()
      assert.deepStrictEqual(
        progress.map(({ settled, total }) => [settled, total]),
        requests.map((_, index) => [index + 1, 6])
      )
      assert.isTrue(progress.every(({ result }) => result === "created"))
      yield* assertDone
    }).pipe(Effect.provide(layer())))

  it.effect("skips finished requests", () =>
    Effect.gen(function*() {
      const first = yield* create()
      const again = yield* create()
      assert.isTrue(again.every(({ result }) => result === "already"))
      assert.sameMembers(again.map(({ key }) => key?.hash), first.map(({ key }) => key?.hash))
      yield* assertDone
    }).pipe(Effect.provide(layer())))

  it.effect("continues after a failed request, and creates its key in the next run", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* fake.fail({ operation: "create", status: 400 })
      const progress = yield* create({ concurrency: 1 })
      assert.deepStrictEqual(progress.map(({ error, result }) => [result, error?._tag]), [
        ["failed", "BadRequest"],
        ...Array.from({ length: 5 }, () => ["created", undefined])
      ])
      yield* create()
      yield* assertDone
    }).pipe(Effect.provide(layer())))

  it.effect("replaces a key if the outcome of its create is unknown", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* fake.fail({ operation: "create", drop: "after", times: 2 })
      yield* create()
      yield* assertDone
    }).pipe(Effect.provide(layer())))

  it.effect("waits after a 429", () =>
    Effect.gen(function*() {
      const fiber = yield* Effect.fork(create())
      for (let minute = 0; minute < 10; minute++) yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      yield* assertDone
    }).pipe(Effect.provide(layer({ rateLimit: { requests: 4, interval: "30 seconds" } }))))

  it.effect("stops if the management key is rejected", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* fake.fail({ operation: "create", status: 403, times: Infinity })
      assert.strictEqual((yield* Effect.flip(create()))._tag, "Forbidden")
    }).pipe(Effect.provide(layer())))

  it.effect("rejects requests that contradict each other or earlier runs, and creates nothing", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const refused = (requests: ReadonlyArray<Bulk.Request>) => Effect.flip(Stream.runDrain(Bulk.create(requests)))
      const twice = yield* refused([{ id: "1", name: "a" }, { id: "1", name: "b" }])
      assert.strictEqual(twice.message, "Two requests have the ID \"1\".")
      assert.lengthOf([...yield* fake.keys], 0)
      assert.include((yield* refused([{ id: "1", name: "a", to: "nowhere" }])).message, "is not a sink")
      yield* Stream.runDrain(Bulk.create([{ id: "1", name: "a" }]))
      assert.include((yield* refused([{ id: "1", name: "b" }])).message, "was used for the key \"a\"")
      assert.lengthOf([...yield* fake.keys], 1)
    }).pipe(Effect.provide(layer())))

  it.effect("rejects requests with the same sink, and creates nothing", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const dir = mkdtempSync(join(tmpdir(), "fleet-"))
      symlinkSync(dir, join(dir, "link"))
      const pairs = [
        [`file:${dir}/key`, `file:${dir}/./key`],
        [`file:${dir}/key`, `file:${dir}/link/key`],
        [`env-file:${dir}/.env#KEY`, `env-file:${dir}/.env#KEY`]
      ]
      for (const pair of pairs) {
        const requests = pair.map((to, index): Bulk.Request => ({ id: `${index}`, name: `k${index}`, to }))
        const error = yield* Effect.flip(Stream.runDrain(Bulk.create(requests)))
        assert.include(error.message, "The requests \"0\", \"1\" have the same sink")
      }
      const provided = SecretSink.file({ file: join(dir, "all") })
      const requests = ["a", "b"].map((name): Bulk.Request => ({ id: name, name }))
      const error = yield* Effect.flip(Effect.provide(Stream.runDrain(Bulk.create(requests)), provided))
      assert.include(error.message, "have the same sink")
      assert.lengthOf([...yield* fake.keys], 0)
    }).pipe(Effect.provide(layer())))

  it.effect("stores no part of a secret", () =>
    Effect.gen(function*() {
      const file = join(mkdtempSync(join(tmpdir(), "fleet-")), "fleet.db")
      yield* Effect.provide(create(), Database.file(file))
      const secrets = (yield* (yield* MemorySink).entries).map(({ secret }) => Redacted.value(secret))
      assert.lengthOf(secrets, 6)
      const stored = ["", "-wal", "-shm"].map((suffix) => file + suffix).filter((path) => existsSync(path))
      for (const path of stored) {
        const bytes = readFileSync(path, "latin1")
        for (const secret of secrets) {
          for (let at = 9; at + 12 <= secret.length; at++) assert.notInclude(bytes, secret.slice(at, at + 12))
        }
      }
    }).pipe(Effect.provide(layer())))

  it.effect("names a key that could not be renamed, and renames it in the next run", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* fake.fail({ operation: "update", status: 500 })
      const [first, ...others] = yield* create({ concurrency: 1 })
      const { entries } = yield* MemorySink
      const [key] = (yield* fake.keys).filter(({ name }) => name.includes("[pending"))
      assert.strictEqual(first!.result, "unfinished")
      assert.strictEqual(first!.error?._tag, "InternalServerError")
      assert.strictEqual(first!.key?.hash, key!.hash)
      assert.strictEqual(
        first!.note,
        `The key ${key!.hash} exists, and its secret is in the sink: the next run renames it.`
      )
      assert.include((yield* entries).map(({ hash }) => hash), key!.hash)
      assert.isTrue(others.every(({ note, result }) => result === "created" && note === null))
      yield* fake.fail({ operation: "update", status: 500 })
      const again = Effect.map(create(), (progress) => progress.find(({ id }) => id === first!.id))
      assert.deepInclude(yield* again, { result: "unfinished", note: first!.note })
      assert.deepInclude(yield* again, { result: "created", note: null })
      yield* assertDone
    }).pipe(Effect.provide(layer())))

  it.effect("names a key that could not be deleted after its sink failed", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* fake.fail({ operation: "delete", status: 500 })
      const failing = SecretSink.layer(() => Effect.fail(new SecretSinkError({ message: "The vault is sealed." })))
      const [one, two] = yield* Effect.provide(create({ concurrency: 1 }), failing)
      const [key] = yield* fake.keys
      assert.deepInclude(one, {
        result: "unfinished",
        note: `The key ${
          key!.hash
        } exists, and its secret is not in the sink: the next run deletes it and creates another one.`
      })
      assert.strictEqual(one!.key?.hash, key!.hash)
      assert.deepInclude(two, { result: "failed", key: null, note: null })
      assert.strictEqual(two!.error?.message, "Request \"order-1\": The vault is sealed.")
      yield* create()
      yield* assertDone
    }).pipe(Effect.provide(layer())))

  it.effect("says that a key may exist if the outcome stays unknown", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* fake.fail({ operation: "create", drop: "after", times: 1 })
      yield* fake.fail({ operation: "list", status: 500, times: 1 })
      // The list of leftovers comes first.
      const error = yield* Effect.flip(create())
      assert.strictEqual(error._tag, "InternalServerError")
      yield* fake.fail({ operation: "delete", status: 500 })
      const [first] = yield* create({ concurrency: 1 })
      assert.deepInclude(first, {
        result: "unfinished",
        key: null,
        note: "A key may exist whose secret is lost: the next run deletes it and creates another one."
      })
      yield* create()
      yield* assertDone
    }).pipe(Effect.provide(layer())))

  it.effect("settles and emits running requests before it stops", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const seen: Array<string> = []
      const slow = SecretSink.layer(() => Effect.sleep("1 minute"))
      const orders = ["a", "b", "c"].map((name) => ({ id: name, name }))
      const run = Bulk.create(orders, { concurrency: 2 }).pipe(
        Stream.runForEach(({ result }) => Effect.sync(() => seen.push(result))),
        Effect.provide(slow)
      )
      const fiber = yield* Effect.fork(Effect.flip(run))
      yield* Effect.repeatN(Effect.yieldNow(), 200)
      assert.lengthOf([...yield* fake.keys], 2)
      yield* fake.fail({ operation: "update", status: 500 })
      yield* fake.fail({ operation: "create", status: 403, times: Infinity })
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "Forbidden")
      assert.sameMembers(seen, ["unfinished", "created"])
    }).pipe(Effect.provide(layer())))

  it.effect("says if a finished key was deleted, or differs from its request", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* create()
      const keys = yield* fake.keys
      const hashOf = (name: string) => keys.find((key) => key.name === name)!.hash
      yield* ApiKeys.delete({ hash: hashOf("customer 0") })
      yield* ApiKeys.update({ hash: hashOf("customer 1"), requestBody: { disabled: true } })
      const changed = requests.map((request, index) => index === 2 ? { ...request, limit: 20 } : request)
      const again = [...yield* Stream.runCollect(Bulk.create(changed, { concurrency: 1 }))]
      assert.isTrue(again.every(({ error, result }) => result === "already" && error === null))
      assert.deepStrictEqual(again.map(({ note }) => note), [
        "The key was deleted after an earlier run had created it. Use another ID to create a new one.",
        "The key differs from the request: it is disabled. Nothing was changed.",
        "The key differs from the request: limit is 2 and not 20. Nothing was changed.",
        null,
        null,
        null
      ])
    }).pipe(Effect.provide(layer())))

  it.effect("finds the successor of a key that a rotation has replaced", () =>
    Effect.gen(function*() {
      const [request] = requests
      const run = Effect.map(Stream.runCollect(Bulk.create([request!])), ([progress]) => progress)
      const predecessor = (yield* run)!.key!.hash
      const { data } = yield* ApiKeys.create({ name: request!.name, limit: 0, external: { user: "customer-0" } })
      yield* Lineage.record({ predecessor, successor: data.hash })
      yield* ApiKeys.delete({ hash: predecessor })
      assert.deepInclude(yield* run, { result: "already", note: null })
    }).pipe(Effect.provide(layer())))

  it.effect("accepts a sink as a value", () =>
    Effect.gen(function*() {
      const file = join(mkdtempSync(join(tmpdir(), "fleet-")), "ada.key")
      const run = Bulk.create([{ id: "1", name: "a", to: SecretSink.file({ file }) }])
      yield* Stream.runDrain(run)
      assert.match(readFileSync(file, "utf8"), /^sk-or-v1-/)
      assert.lengthOf(yield* (yield* MemorySink).entries, 0)
    }).pipe(Effect.provide(layer())))

  it.effect.each<readonly [request: unknown, message: string]>([
    [{ id: "1", name: "" }, "Request \"1\": name must be a string of at least one character"],
    [{ id: "1" }, "Request \"1\": name is missing"],
    [{ id: "1", name: 5 }, "Request \"1\": name must be"],
    [
      { id: "1", name: "a [pending 2]" },
      "Request \"1\": name is \"a [pending 2]\", and such names are reserved for unfinished keys"
    ],
    [{ id: "1", name: "a", limit: -1 }, "Request \"1\": limit must be"],
    [{ id: "1", name: "a", limit: "lots" }, "Request \"1\": limit must be"],
    [{ id: "1", name: "a", limt: 5 }, "Request \"1\": limt is not a known field: did you mean limit?"],
    [
      { id: "1", name: "a", limit_reset: "daily" },
      "limit_reset is not a known field: did you mean limitReset?"
    ],
    [{ id: "1", name: "a", external: { user: "" } }, "Request \"1\": external.user must be"],
    [{ id: "1", name: "a", to: 5 }, "Request \"1\": to is 5: expected a sink"],
    [{ id: "1", name: "a", to: { target: {} } }, "Request \"1\": to is a mapping: expected a sink"],
    [{ name: "a" }, "The request at 1: id is undefined: expected a string of at least one character."],
    [{ id: "", name: "a" }, "The request at 1: id is \"\": expected a string"],
    [{ id: 7, name: "a" }, "The request at 1: id is 7: expected a string"],
    [null, "The request at 1: is null: expected a request with id and name."],
    ["a", "The request at 1: is \"a\": expected a request"]
  ])("rejects the request %j, and creates nothing", ([request, message]) =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const all = [{ id: "0", name: "fine" }, request as Bulk.Request]
      const error = yield* Effect.flip(Stream.runDrain(Bulk.create(all)))
      assert.include(error, { _tag: "BulkError", reason: "InvalidRequest" })
      assert.include(error.message, message)
      assert.lengthOf([...yield* fake.calls], 0)
    }).pipe(Effect.provide(layer())))

  it.effect("rejects invalid options", () =>
    Effect.gen(function*() {
      for (const options of [{ concurrency: Number.NaN }, { concurrency: 0 }, { concurency: 2 }, null]) {
        const error = yield* Effect.flip(Stream.runDrain(Bulk.create(requests, options as Bulk.Options)))
        assert.include(error, { _tag: "BulkError", reason: "InvalidOption" })
      }
      const error = yield* Effect.flip(Stream.runDrain(Bulk.create(undefined as never)))
      assert.include(error.message, "The requests must be a list, not undefined.")
    }).pipe(Effect.provide(layer())))

  it.effect("names the request whose sink is invalid", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Stream.runDrain(Bulk.create([{ id: "order-7", name: "a", to: "nowhere" }])))
      assert.include(error.message, "Request \"order-7\": \"nowhere\" is not a sink")
    }).pipe(Effect.provide(layer())))
})
