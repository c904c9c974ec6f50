import { assert, describe, it } from "@effect/vitest"
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
import { MemorySink, SecretSink } from "../src/SecretSink.js"
import { assertDone, create, layer, requests } from "./support/orders.js"

describe("Bulk.create", () => {
  it.effect("creates one key for each request, and tells how far it is", () =>
    Effect.gen(function*() {
      const progress = yield* create()
      assert.deepStrictEqual(
        progress.map(({ settled, total }) => [settled, total]),
        requests.map((_, index) => [index + 1, 6])
      )
      assert.isTrue(progress.every(({ result }) => result === "created"))
      yield* assertDone
    }).pipe(Effect.provide(layer())))

  it.effect("does nothing that is done already", () =>
    Effect.gen(function*() {
      const first = yield* create()
      const again = yield* create()
      assert.isTrue(again.every(({ result }) => result === "already"))
      assert.sameMembers(again.map(({ key }) => key?.hash), first.map(({ key }) => key?.hash))
      yield* assertDone
    }).pipe(Effect.provide(layer())))

  it.effect("goes on with the others where one fails, and makes it up in the next run", () =>
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

  it.effect("makes a key anew whose create has an outcome that is not known", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* fake.fail({ operation: "create", drop: "after", times: 2 })
      yield* create()
      yield* assertDone
    }).pipe(Effect.provide(layer())))

  it.effect("waits where there are too many requests", () =>
    Effect.gen(function*() {
      const fiber = yield* Effect.fork(create())
      for (let minute = 0; minute < 10; minute++) yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      yield* assertDone
    }).pipe(Effect.provide(layer({ rateLimit: { requests: 4, interval: "30 seconds" } }))))

  it.effect("stops where the management key is not accepted", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      yield* fake.fail({ operation: "create", status: 403, times: Infinity })
      assert.strictEqual((yield* Effect.flip(create()))._tag, "Forbidden")
    }).pipe(Effect.provide(layer())))

  it.effect("refuses requests that contradict each other or what was done, and creates nothing", () =>
    Effect.gen(function*() {
      const fake = yield* FakeOpenRouter
      const refused = (requests: ReadonlyArray<Bulk.Request>) => Effect.flip(Stream.runDrain(Bulk.create(requests)))
      const twice = yield* refused([{ id: "1", name: "a" }, { id: "1", name: "b" }])
      assert.strictEqual(twice.message, "Two requests have the ID \"1\".")
      assert.lengthOf([...yield* fake.keys], 0)
      assert.include((yield* refused([{ id: "1", name: "a", to: "nowhere" }])).message, "is no sink")
      yield* Stream.runDrain(Bulk.create([{ id: "1", name: "a" }]))
      assert.include((yield* refused([{ id: "1", name: "b" }])).message, "was used for the key \"a\"")
      assert.lengthOf([...yield* fake.keys], 1)
    }).pipe(Effect.provide(layer())))

  it.effect("refuses requests whose secrets would go to one place, and creates nothing", () =>
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
        assert.include(error.message, "The secrets of \"0\", \"1\" go to the same place")
      }
      const provided = SecretSink.file({ file: join(dir, "all") })
      const requests = ["a", "b"].map((name): Bulk.Request => ({ id: name, name }))
      const error = yield* Effect.flip(Effect.provide(Stream.runDrain(Bulk.create(requests)), provided))
      assert.include(error.message, "go to the same place")
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
})
