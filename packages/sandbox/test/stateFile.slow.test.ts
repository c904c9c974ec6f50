import { afterEach, assert, beforeEach, describe, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { execFileSync, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import * as Fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inject } from "vitest"
import { Sandbox, StateError } from "../src/index.js"
import { readText, writeFile } from "../src/internal/writeFile.js"
import { ask } from "./support/http.js"

let folder = ""

beforeEach(() => {
  folder = Fs.mkdtempSync(join(tmpdir(), "sandbox-state-"))
  vi.spyOn(globalThis.console, "error").mockImplementation(() => {})
})

afterEach(() => Fs.rmSync(folder, { recursive: true, force: true }))

const file = (name = "state.json"): string => join(folder, name)

const withFile = <A, E>(f: (sandbox: Sandbox.Service) => Effect.Effect<A, E>, stateFile = file()) =>
  Effect.provide(Effect.flatMap(Sandbox, f), Sandbox.layer({ stateFile }))

const start = (stateFile = file()) => Layer.build(Sandbox.layer({ stateFile }))

const create = (sandbox: Sandbox.Service) => ask(sandbox, "POST", "/keys", { body: { name: "a" } })

const saved = (path = file()): number => (JSON.parse(Fs.readFileSync(path, "utf8")) as { keys: [] }).keys.length

/** Runs the command on the file, and waits until it is ready. */
const command = async (path = file()) => {
  const child = spawn(process.execPath, [
    inject("bin"),
    "--json",
    "--quiet",
    "--management-key",
    "mine",
    "--state",
    path
  ])
  const [line] = (await once(child.stdout, "data")) as [Buffer]
  return { child, url: (JSON.parse(String(line)) as { readonly url: string }).url }
}

describe("one sandbox at a time uses a file", () => {
  const rejected =
    /^The sandbox cannot load its state from .+: another sandbox is using it\. Stop that one, or use another file$/

  it.scopedLive("under any of its names", () =>
    Effect.gen(function*() {
      yield* Effect.scoped(start())
      Fs.linkSync(file(), file("second.json"))
      yield* Effect.scoped(Effect.gen(function*() {
        yield* start(file("second.json"))
        const error = yield* Effect.flip(Effect.scoped(start()))
        assert.match(error.message, rejected)
      }))
      yield* start()
      const error = yield* Effect.flip(Effect.scoped(start(file("second.json"))))
      assert.match(error.message, rejected)
    }))

  it.scopedLive("in a process", () =>
    Effect.gen(function*() {
      const first = yield* Scope.make()
      yield* Layer.buildWithScope(Sandbox.layer({ stateFile: file() }), first)
      Fs.symlinkSync(file(), file("link.json"))
      for (const path of [file(), file("link.json"), join(folder, ".", "x", "..", "state.json")]) {
        const error = yield* Effect.flip(start(path))
        assert.instanceOf(error, StateError)
        assert.match(error.message, rejected)
      }
      yield* Scope.close(first, Exit.void)
      assert.deepStrictEqual(Fs.readdirSync(folder).sort(), ["link.json", "state.json"])
      yield* start()
    }))

  it.scopedLive("in two processes, also after the first is killed", () =>
    Effect.gen(function*() {
      const { child, url } = yield* Effect.promise(() => command())
      yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGKILL")))
      const second = spawnSync(process.execPath, [inject("bin"), "--state", file()], { encoding: "utf8" })
      assert.deepStrictEqual([second.status, second.stdout], [1, ""])
      assert.match(second.stderr.trimEnd(), rejected)
      assert.match((yield* Effect.flip(start())).message, rejected)
      yield* Effect.promise(() =>
        fetch(`${url}/keys`, { method: "POST", headers: { authorization: "Bearer mine" }, body: "{\"name\":\"a\"}" })
      )
      // A stopped process still holds the lock.
      child.kill("SIGSTOP")
      assert.match((yield* Effect.flip(start())).message, rejected)
      child.kill("SIGKILL")
      yield* Effect.promise(() => once(child, "close"))
      yield* withFile((sandbox) => Effect.map(sandbox.keys, (keys) => assert.lengthOf(keys, 1)))
      assert.deepStrictEqual(Fs.readdirSync(folder), ["state.json"])
    }))

  it.scopedLive("of many that find the lock of a killed one", () =>
    Effect.gen(function*() {
      for (let round = 0; round < 3; round++) {
        const { child } = yield* Effect.promise(() => command())
        child.kill("SIGKILL")
        yield* Effect.promise(() => once(child, "close"))
        assert.include(Fs.readdirSync(folder), "state.json.lock")
        const scope = yield* Scope.make()
        const started = yield* Effect.all(
          Array.from({ length: 20 }, () =>
            Effect.either(Layer.buildWithScope(Sandbox.layer({ stateFile: file() }), scope))),
          { concurrency: "unbounded" }
        )
        assert.lengthOf(started.filter(Either.isRight), 1)
        yield* Scope.close(scope, Exit.void)
      }
    }))

  it.scopedLive("and saves nothing after another has taken over the file", () =>
    Effect.gen(function*() {
      const scope = yield* Scope.make()
      yield* withFile((sandbox) =>
        Effect.gen(function*() {
          yield* create(sandbox)
          Fs.rmSync(file("state.json.lock"))
          const removed = yield* create(sandbox)
          assert.strictEqual(removed.status, 500)
          assert.match(removed.json.error.message, /its lock .+ was removed$/)
          yield* Layer.buildWithScope(Sandbox.layer({ stateFile: file() }), scope)
          const taken = yield* create(sandbox)
          assert.strictEqual(taken.status, 500)
          assert.match(taken.json.error.message, /another sandbox has taken over the file$/)
          assert.strictEqual(saved(), 1)
        })
      )
      // The other sandbox keeps its lock.
      assert.include(Fs.readdirSync(folder), "state.json.lock")
      yield* Scope.close(scope, Exit.void)
      assert.notInclude(Fs.readdirSync(folder), "state.json.lock")
    }))

  it.scopedLive("unless the path of the lock is another file, which is kept", () =>
    Effect.gen(function*() {
      Fs.writeFileSync(file("state.json.lock"), "mine")
      const error = yield* Effect.flip(start())
      assert.match(error.message, /state\.json\.lock exists and is not a lock$/)
      assert.strictEqual(Fs.readFileSync(file("state.json.lock"), "utf8"), "mine")
    }))

  it.scopedLive("also where its path is too long for a socket", () =>
    Effect.gen(function*() {
      const deep = join(folder, "x".repeat(120), "y".repeat(120))
      Fs.mkdirSync(deep, { recursive: true })
      const path = join(deep, "state.json")
      yield* start(path)
      assert.match((yield* Effect.flip(start(path))).message, rejected)
      assert.deepStrictEqual(Fs.readdirSync(deep), ["state.json"])
    }))
})

describe("a file keeps its kind", () => {
  it.live.each(["link to a file", "link to a link", "link to a file that is not there yet", "relative link"])(
    "a %s",
    (name) =>
      Effect.gen(function*() {
        Fs.mkdirSync(file("kept"))
        const target = join(folder, "kept", "keys.json")
        if (!name.includes("not there")) yield* withFile(() => Effect.void, target)
        const to = name.startsWith("relative") ? join("kept", "keys.json") : target
        if (name.endsWith("to a link")) Fs.symlinkSync(to, file("middle.json"))
        Fs.symlinkSync(name.endsWith("to a link") ? file("middle.json") : to, file())
        yield* withFile(create)
        assert.isTrue(Fs.lstatSync(file()).isSymbolicLink())
        assert.strictEqual(saved(target), 1)
        assert.deepStrictEqual(Fs.readdirSync(file("kept")), ["keys.json"])
      })
  )

  it.live("of two names", () =>
    Effect.gen(function*() {
      yield* withFile(() => Effect.void)
      Fs.linkSync(file(), file("other.json"))
      for (const count of [1, 2, 3]) {
        yield* withFile(create)
        assert.deepStrictEqual([saved(), saved(file("other.json"))], [count, count])
      }
      assert.strictEqual(Fs.statSync(file()).nlink, 2)
    }))

  it.live.each([0o664, 0o640, 0o600, 0o444])("of mode %o", (mode) =>
    Effect.gen(function*() {
      yield* withFile(() => Effect.void)
      Fs.chmodSync(file(), mode)
      yield* withFile(create)
      assert.strictEqual(Fs.statSync(file()).mode & 0o7777, mode)
      assert.strictEqual(saved(), 1)
    }))

  it.live("is readable by its owner only if it is new", () =>
    Effect.gen(function*() {
      yield* withFile(create)
      assert.strictEqual(Fs.statSync(file()).mode & 0o7777, 0o600)
    }))

  it.live("of another owner", (context) =>
    Effect.gen(function*() {
      if (process.getuid?.() !== 0) return context.skip("only root can give files away")
      yield* withFile(() => Effect.void)
      Fs.chownSync(file(), 65_534, 65_534)
      yield* withFile(create)
      const { gid, uid } = Fs.statSync(file())
      assert.deepStrictEqual([uid, gid, saved()], [65_534, 65_534, 1])
    }))

  it.live("and may be empty at first, as for a mount", () =>
    Effect.gen(function*() {
      Fs.writeFileSync(file(), "")
      yield* withFile(create)
      assert.strictEqual(saved(), 1)
    }))
})

/** Mounts for the test, or skips it. */
const mount = (skip: (why: string) => void, ...args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const { status } = spawnSync("mount", args)
      if (status !== 0) skip("mounting is not permitted here")
      return args.at(-1)!
    }),
    (target) => Effect.sync(() => spawnSync("umount", [target]))
  )

describe("a file on", () => {
  it.scopedLive("a mount of its own is written in place", (context) =>
    Effect.gen(function*() {
      const [outside, mounted] = [file("outside.json"), file("mounted.json")]
      Fs.writeFileSync(outside, "")
      Fs.writeFileSync(mounted, "")
      yield* mount(context.skip, "--bind", outside, mounted)
      for (const count of [1, 2, 3]) {
        yield* withFile(create, mounted)
        assert.deepStrictEqual([saved(mounted), saved(outside)], [count, count])
      }
      yield* withFile((sandbox) => sandbox.reset, mounted)
      assert.deepStrictEqual(Fs.readdirSync(folder).sort(), ["mounted.json", "outside.json"])
    }))

  const onFullDisk = (names: ReadonlyArray<string>, skip: (why: string) => void) =>
    Effect.gen(function*() {
      const disk = yield* mount(skip, "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder)
      const path = join(disk, "state.json")
      yield* withFile(() => Effect.void, path)
      for (const name of names) Fs.linkSync(path, join(disk, name))
      const confirmed = yield* withFile((sandbox) =>
        Effect.gen(function*() {
          let count = 0
          for (let n = 0; n < 200; n++) {
            const { json, status } = yield* ask(sandbox, "POST", "/keys", { body: { name: "x".repeat(400) } })
            if (status !== 201) {
              assert.deepStrictEqual([status, json.error.code], [500, 500])
              assert.match(json.error.message, /^The sandbox cannot save its state to .+ENOSPC/)
              break
            }
            count += 1
          }
          assert.isAbove(count, 5)
          assert.lengthOf(yield* sandbox.keys, count)
          assert.strictEqual(saved(path), count)
          assert.notInclude(Fs.readdirSync(disk).join(), ".tmp")
          // A smaller state fits.
          const hash = (yield* sandbox.keys)[0]!.hash
          const smaller = yield* ask(sandbox, "DELETE", `/keys/${hash}`)
          return smaller.status === 200 ? count - 1 : count
        }), path)
      yield* withFile((sandbox) => Effect.map(sandbox.keys, (keys) => assert.lengthOf(keys, confirmed)), path)
    })

  it.scopedLive("a full disk: a change gets 500 and is undone", ({ skip }) => onFullDisk([], skip))

  it.scopedLive("a full disk, with another name there: likewise", ({ skip }) => onFullDisk(["other.json"], skip))

  it.live("a folder that is missing for a while: nothing is lost or invented", () =>
    withFile((sandbox) =>
      Effect.gen(function*() {
        const created = yield* create(sandbox)
        Fs.renameSync(folder, `${folder}-away`)
        const [rejected, deleted] = [
          yield* create(sandbox),
          yield* ask(sandbox, "DELETE", `/keys/${created.json.data.hash}`)
        ]
        const control = yield* Effect.promise(() =>
          fetch(`${sandbox.controlUrl}/reset`, {
            method: "POST",
            headers: { authorization: `Bearer ${sandbox.managementKey}` }
          })
        )
        Fs.renameSync(`${folder}-away`, folder)
        assert.deepStrictEqual([rejected.status, deleted.status, control.status], [500, 500, 500])
        assert.strictEqual((yield* ask(sandbox, "GET", "/keys")).json.data.length, 1)
        assert.strictEqual((yield* create(sandbox)).status, 201)
        assert.strictEqual(saved(), 2)
      })
    ))
})

describe("writing in place", () => {
  it("leaves the old text or the new one, at any byte where it is cut off", async () => {
    for (
      const [before, after] of [["{\"a\":1}\n", "{\"a\":2,\"b\":[1,2,3]}\n"], ["[1,2,3,4,5]", "[1]"], [
        "",
        "{}"
      ]] as const
    ) {
      const path = file("text.json")
      // The content of the file after each step of the code.
      const gap = " ".repeat(Math.max(0, after.length - before.length))
      const appended = `${gap}\u001E${after}\u001E`
      const images = [
        ...Array.from(appended, (_, n) => before + appended.slice(0, n)),
        ...Array.from(after, (_, n) => after.slice(0, n) + (before + appended).slice(n)),
        after
      ]
      for (const image of images) {
        Fs.writeFileSync(path, image)
        assert.include([before.trim(), after.trim()], (await readText(path)).trim())
        Fs.linkSync(path, file("second-name"))
        await writeFile(path, "[\"next\"]")
        assert.strictEqual(Fs.readFileSync(path, "utf8"), "[\"next\"]")
        Fs.rmSync(file("second-name"))
      }
    }
  })

  it("has every confirmed text after a kill", () => {
    const path = file("killed.json")
    Fs.writeFileSync(path, "[0]")
    Fs.linkSync(path, file("second-name"))
    const script = `
      const { writeFile } = await import(process.argv[1])
      for (let n = 1;; n++) {
        await writeFile(${JSON.stringify(path)}, JSON.stringify(Array(n % 7 * 500).fill(n).concat(n)))
        console.log(n)
      }`
    const bundle = file("write.mjs")
    execFileSync(join(import.meta.dirname, "../../../node_modules/.bin/esbuild"), [
      join(import.meta.dirname, "../src/internal/writeFile.ts"),
      "--bundle",
      "--platform=node",
      "--format=esm",
      `--outfile=${bundle}`,
      "--log-level=error"
    ])
    return (async () => {
      for (const millis of [0, 3, 7, 12, 20]) {
        const child = spawn(process.execPath, ["--input-type=module", "-e", script, bundle])
        let printed = ""
        child.stdout.on("data", (text) => printed += text)
        while (printed.split("\n").length < 10) await new Promise((resolve) => setTimeout(resolve, 1))
        await new Promise((resolve) => setTimeout(resolve, millis))
        child.kill("SIGKILL")
        await once(child, "close")
        const confirmed = Number(printed.split("\n").at(-2))
        const found = JSON.parse(await readText(path)) as ReadonlyArray<number>
        assert.isAtLeast(found.at(-1)!, confirmed)
      }
    })()
  })
})
