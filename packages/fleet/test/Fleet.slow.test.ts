import { assert, describe, it } from "@effect/vitest"
import { RetryPolicy } from "@openrouter-keys/core"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { mkdtempSync, readdirSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Fleet from "../src/Fleet.js"
import { Rotation } from "../src/Rotation.js"
import { SecretSink } from "../src/SecretSink.js"

const folder = () => mkdtempSync(join(tmpdir(), "fleet-"))

const account = ApiKeysTest.layer({ keys: [{ name: "prod/checkout" }], retry: RetryPolicy.none })

/** The same account for all engines of a test. */
const withAccount = <A, E>(test: Effect.Effect<A, E, Layer.Layer.Success<typeof account>>) =>
  Effect.provide(test, account)

/** One wait, since each takes as long as the engine takes to look again. */
const short = { grace: "300 millis", drain: 0, keepDisabled: 0 } as const

describe("the local engine", () => {
  it.live("rotates, and its file contains no part of a secret", () =>
    withAccount(Effect.gen(function*() {
      const dir = folder()
      const fake = yield* FakeOpenRouter
      const [old] = yield* fake.keys
      const steps = yield* Effect.gen(function*() {
        const id = yield* Rotation.start({ hash: old!.hash, to: `env-file:${dir}/.env#KEY`, ...short })
        return yield* Stream.runCollect(Rotation.watch(id))
      }).pipe(Effect.provide(Fleet.layerLocal({ file: join(dir, "fleet.db") })))
      assert.strictEqual(Chunk.unsafeLast(steps).state, "done")
      const secret = readFileSync(join(dir, ".env"), "utf8").slice("KEY=sk-or-v1-".length).trim()
      assert.lengthOf(secret, 64)
      for (const file of readdirSync(dir).filter((name) => name.startsWith("fleet.db"))) {
        const bytes = readFileSync(join(dir, file), "latin1")
        for (let at = 0; at + 12 <= secret.length; at++) assert.notInclude(bytes, secret.slice(at, at + 12))
      }
    })))

  it.live("continues after a restart", () =>
    withAccount(Effect.gen(function*() {
      const dir = folder()
      const fake = yield* FakeOpenRouter
      const [old] = yield* fake.keys
      const engine = () => Layer.fresh(Fleet.layerLocal({ file: join(dir, "fleet.db") }))
      const to = SecretSink.file({ file: join(dir, "secret") })
      const id = yield* Effect.gen(function*() {
        const id = yield* Rotation.start({ hash: old!.hash, to, ...short, grace: "1 second" })
        yield* Stream.runDrain(Stream.takeUntil(Rotation.watch(id), ({ step }) => step === "grace"))
        return id
      }).pipe(Effect.provide(engine()))
      const last = yield* Effect.provide(Stream.runLast(Rotation.watch(id)), engine())
      assert.deepInclude(last, { _tag: "Some" })
      assert.deepStrictEqual((yield* fake.keys).map(({ name }) => name), ["prod/checkout"])
    })))

  it.live("rejects a second one on the same file, with a sentence", () =>
    withAccount(Effect.gen(function*() {
      const file = join(folder(), "fleet.db")
      const second = Effect.exit(Effect.provide(Effect.void, Layer.fresh(Fleet.layerLocal({ file }))))
      const exit = yield* Effect.provide(second, Fleet.layerLocal({ file }))
      assert.isTrue(Exit.isFailure(exit))
      assert.include(String(exit), `Another process is using ${file}`)
    })))
})
