import { afterEach, assert, beforeEach, describe, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Sandbox, StateError } from "../src/index.js"
import { ask } from "./support/http.js"

let folder = ""

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-"))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const file = (): string => join(folder, "state.json")

const withFile = <A, E>(f: (sandbox: Sandbox.Service) => Effect.Effect<A, E>, options: Sandbox.Options = {}) =>
  Sandbox.pipe(Effect.flatMap(f), Effect.provide(Sandbox.layer({ stateFile: file(), ...options })))

const saved = (): {
  readonly keys: ReadonlyArray<{ readonly hash: string; readonly usage: { readonly total: number } }>
} => JSON.parse(readFileSync(file(), "utf8"))

const create = { body: { name: "a" } }

describe("a state file", () => {
  it.live("keeps the keys, their usage and the hashes of their secrets over a restart", () =>
    Effect.gen(function*() {
      const before = yield* withFile((sandbox) =>
        Effect.gen(function*() {
          assert.lengthOf(saved().keys, 5)
          const { json } = yield* ask(sandbox, "POST", "/keys", create)
          yield* sandbox.spend(json.data.hash, 2)
          assert.strictEqual(saved().keys.at(-1)?.usage.total, 2)
          return { secret: json.key as string, keys: yield* sandbox.keys, managementKey: sandbox.managementKey }
        }), { keys: 5, seed: "s" })
      yield* withFile((sandbox) =>
        Effect.gen(function*() {
          assert.deepStrictEqual(yield* sandbox.keys, before.keys)
          assert.strictEqual(sandbox.managementKey, before.managementKey)
          assert.strictEqual((yield* ask(sandbox, "GET", "/key", { token: before.secret })).status, 200)
        }), { keys: 9, seed: "s" })
      const text = readFileSync(file(), "utf8")
      for (const secret of [before.secret, before.managementKey]) assert.notInclude(text, secret)
      assert.deepStrictEqual(readdirSync(folder), ["state.json"])
    }))

  it.live("has every change before its response is sent, also if the response is lost", () =>
    withFile((sandbox) =>
      Effect.gen(function*() {
        const count = () => saved().keys.length
        const { json } = yield* ask(sandbox, "POST", "/keys", create)
        assert.strictEqual(count(), 1)
        yield* sandbox.fail({ operation: "create", drop: "after" })
        yield* Effect.ignore(Effect.sandbox(ask(sandbox, "POST", "/keys", create)))
        assert.strictEqual(count(), 2)
        yield* Effect.promise(() =>
          sandbox.fetch(`${sandbox.url}/keys/${json.data.hash}`, {
            method: "DELETE",
            headers: { authorization: `Bearer ${sandbox.managementKey}` }
          })
        )
        assert.strictEqual(count(), 1)
        yield* sandbox.reset
        assert.strictEqual(count(), 0)
      })
    ))

  it.live("has all of 100 keys that are created at once", () =>
    withFile((sandbox) =>
      Effect.gen(function*() {
        const creations = Array.from({ length: 100 }, () => ask(sandbox, "POST", "/keys", create))
        const created = yield* Effect.all(creations, { concurrency: "unbounded" })
        const hashes = (keys: ReadonlyArray<{ readonly hash: string }>) => keys.map(({ hash }) => hash).sort()
        assert.deepStrictEqual(hashes(saved().keys), hashes(created.map(({ json }) => json.data)))
      })
    ))

  it.live.each(
    [
      ["{\"version\":1,", "it is not JSON"],
      ["[]", "it is not a sandbox's state"],
      ["{\"version\":1,\"drawn\":0,\"keys\":[{\"hash\":7}]}", "keys.0"]
    ] as const
  )("that holds %s is an error in one line, and stays as it is", ([text, reason]) =>
    Effect.gen(function*() {
      writeFileSync(file(), text)
      const error = yield* Effect.flip(Effect.scoped(Layer.build(Sandbox.layer({ stateFile: file() }))))
      assert.instanceOf(error, StateError)
      assert.include(error.message, `The sandbox cannot load its state from ${file()}: `)
      assert.include(error.message, reason)
      assert.notInclude(error.message, "\n")
      assert.strictEqual(readFileSync(file(), "utf8"), text)
    }))

  it.live("that cannot be written fails the start", () =>
    Effect.gen(function*() {
      for (const path of [join(folder, "missing", "state.json"), folder]) {
        const error = yield* Effect.flip(Effect.scoped(Layer.build(Sandbox.layer({ stateFile: path }))))
        assert.instanceOf(error, StateError)
        assert.include(error.message, path)
      }
    }))

  it.live("that can no longer be written makes changes fail with 500 and prints an error on stderr", () =>
    withFile((sandbox) =>
      Effect.gen(function*() {
        const stderr = vi.spyOn(globalThis.console, "error").mockImplementation(() => {})
        rmSync(folder, { recursive: true })
        const { json, status } = yield* ask(sandbox, "POST", "/keys", create)
        assert.strictEqual(status, 500)
        assert.include(json.error.message, "The sandbox cannot save its state to")
        assert.deepStrictEqual(stderr.mock.calls, [[json.error.message]])
        assert.strictEqual((yield* ask(sandbox, "GET", "/keys")).status, 200)
      })
    ))

  it.live("loses the temporary files of a killed process", () =>
    Effect.gen(function*() {
      const left = `${file()}.999999999.tmp`
      writeFileSync(left, "{\"version\":")
      writeFileSync(`${file()}.${process.pid}.tmp`, "")
      writeFileSync(join(folder, "other.json.999999999.tmp"), "")
      yield* withFile(() => Effect.void)
      assert.deepStrictEqual(readdirSync(folder).sort(), ["other.json.999999999.tmp", "state.json"])
    }))
})
