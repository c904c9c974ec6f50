import { spawn } from "node:child_process"
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, inject, it } from "vitest"
import { type World, world } from "./support/world.js"

const secret = /sk-or-v1-[0-9a-f]{64}/

/** Every file below a folder, as text. */
const texts = (folder: string): ReadonlyArray<string> =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [readFileSync(join(entry.parentPath, entry.name), "latin1")] : []
    )
    : []

describe("a fault", () => {
  it("during a create is exit code 5 if a key may exist, and says how to check", async () => {
    await using at = await world()
    at.sandbox.fail({ operation: "create", drop: "after" })
    const lost = await at.run(["create", "CI", "--to", "file:key"])
    assert.strictEqual(lost.code, 5)
    const [key] = at.sandbox.keys()
    assert.match(lost.stderr, /^openrouter-keys: create: [^\n]*\n$/)
    assert.include(lost.stderr, `openrouter-keys delete ${key!.hash.slice(0, 10)}`)
    assert.isFalse(existsSync(join(at.home, "key")))

    at.sandbox.fail({ operation: "create", status: 500 })
    const failed = await at.run(["create", "other", "--show"])
    assert.deepStrictEqual([failed.code, failed.stdout], [5, ""])
    assert.include(failed.stderr, "openrouter-keys list")

    at.sandbox.fail({ operation: "create", status: 400 })
    const rejected = await at.run(["create", "other", "--show"])
    assert.strictEqual(rejected.code, 1)
    assert.include(rejected.stderr, "Nothing was changed.")
  })

  it("in a create's response does not lose the secret, if the response has it", async () => {
    await using at = await world()
    at.sandbox.fail({ operation: "create", malformed: true })
    const shown = await at.run(["create", "CI", "--to", "file:key"])
    assert.strictEqual(shown.code, 0, shown.stderr)
    assert.match(readFileSync(join(at.home, "key"), "utf8"), secret)
    assert.lengthOf(at.sandbox.keys(), 1)
  })

  it("of another change is exit code 5 or 1, of a read 1, and a temporary one is retried", async () => {
    await using at = await world({ keys: [{ name: "a" }] })
    at.sandbox.fail({ operation: "update", status: 500, times: 10 })
    const update = await at.run(["disable", "a"])
    at.sandbox.clearFaults()
    at.sandbox.fail({ operation: "list", status: 500, times: 10 })
    const list = await at.run(["list"])
    at.sandbox.clearFaults()
    at.sandbox.fail({ operation: "list", status: 429, headers: { "retry-after": "1" } })
    const waited = await at.run(["list"])
    assert.deepStrictEqual(
      [update.code, list.code, waited.code],
      [5, 1, 0],
      update.stderr + list.stderr + waited.stderr
    )
    for (const { stderr } of [update, list]) assert.match(stderr, /^openrouter-keys: [^\n]*\n$/)
    const debug = await at.run(["get", "nobody", "--debug"])
    assert.match(debug.stderr, /\n +at /)
  })

  it("of the network names the URL to check", async () => {
    await using at = await world()
    const { code, stderr } = await at.run(["list"], { env: { OPENROUTER_BASE_URL: "http://127.0.0.1:1/api/v1" } })
    assert.strictEqual(code, 1)
    assert.match(stderr, /ECONNREFUSED.*OPENROUTER_BASE_URL/)
  })
})

describe("Ctrl-C", () => {
  it("during a create waits for the response, and deletes the key", async () => {
    await using at = await world()
    at.sandbox.fail({ operation: "create", delay: 1_500 })
    const running = at.start(["create", "CI", "--to", "file:key"])
    while (at.sandbox.requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    running.child.kill("SIGINT")
    const ended = await running.ended
    assert.strictEqual(ended.code, 130, ended.stderr)
    assert.match(
      ended.stderr,
      /Waiting for the response[^\n]*\n.*Interrupted\. The key was deleted again\.\n$/
    )
    assert.deepStrictEqual(at.sandbox.keys(), [])
    assert.isFalse(existsSync(join(at.home, "key")))
  })

  it("twice ends the command, and says that the outcome is unknown", async () => {
    await using at = await world()
    at.sandbox.fail({ operation: "create", delay: 20_000 })
    const running = at.start(["create", "CI", "--show"])
    while (at.sandbox.requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    running.child.kill("SIGINT")
    await running.says("Waiting for the response")
    running.child.kill("SIGINT")
    const ended = await running.ended
    assert.deepStrictEqual([ended.code, ended.stdout], [5, ""])
    assert.match(ended.stderr, /It is unknown whether a key named "CI" was created/)
  })

  it("while the sink runs deletes the key", async () => {
    await using at = await world()
    const running = at.start(["create", "CI", "--to", "command:sh -c 'touch started; sleep 30'"])
    while (!existsSync(join(at.home, "started"))) await new Promise((resolve) => setTimeout(resolve, 10))
    running.child.kill("SIGINT")
    const ended = await running.ended
    assert.strictEqual(ended.code, 130, ended.stderr)
    assert.include(ended.stderr, "The key was deleted again.")
    assert.deepStrictEqual(at.sandbox.keys(), [])
  })

  const reaches = (at: World, operation: string) => at.sandbox.calls().some((call) => call.operation === operation)

  for (const step of ["create", "getCurrentKeyMetadata", "get"]) {
    it(`at a rotation's ${step} leaves a rotation that resume finishes, with one key that works`, async () => {
      await using at = await world({ keys: [{ name: "CI" }] })
      at.sandbox.fail({ operation: step as "create", delay: 1_000, times: 20 })
      const running = at.start([
        "rotate",
        "CI",
        "--to",
        "file:key",
        "--grace",
        "0",
        "--drain",
        "0",
        "--keep-disabled",
        "0",
        "--wait"
      ])
      while (!reaches(at, step) && running.child.exitCode === null) {
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      running.child.kill("SIGINT")
      const ended = await running.ended
      assert.strictEqual(ended.code, 130, ended.stderr)
      at.sandbox.clearFaults()
      if (ended.stderr.includes("is stored")) {
        for (let tries = 0; tries < 3; tries++) {
          const resumed = await at.run(["resume"])
          assert.strictEqual(resumed.code, 0, resumed.stderr)
          // A step that was interrupted may wait for a moment before it is tried again.
          if (at.sandbox.keys().length === 1) break
        }
        const keys = at.sandbox.keys()
        assert.deepStrictEqual(
          keys.map(({ disabled, name }) => [name, disabled]),
          [["CI", false]],
          JSON.stringify((await at.run(["rotations", "--all"])).stdout)
        )
        assert.match(readFileSync(join(at.home, "key"), "utf8"), secret)
      } else {
        // Before it was stored, nothing has happened.
        assert.deepStrictEqual(at.sandbox.keys().map(({ name }) => name), ["CI"])
      }
    })
  }
})

describe("output that cannot be written", () => {
  const runInto = (at: World, args: ReadonlyArray<string>, target: number | "pipe") => {
    const child = spawn(process.execPath, [inject("cli"), ...args], {
      cwd: at.home,
      env: { ...process.env, ...at.env, HOME: at.home, XDG_STATE_HOME: join(at.home, "state") },
      stdio: ["ignore", target, "pipe"]
    })
    let stderr = ""
    child.stderr!.setEncoding("utf8").on("data", (text: string) => stderr += text)
    return {
      child,
      ended: new Promise<{ code: number | null; stderr: string }>((resolve) =>
        child.on("close", (code) => resolve({ code, stderr }))
      )
    }
  }

  it("because the disk is full is one line and exit code 1, and a created key is deleted", async () => {
    await using at = await world({ keys: 3 })
    const full = openSync("/dev/full", "w")
    const listed = await runInto(at, ["list"], full).ended
    assert.strictEqual(listed.code, 1)
    assert.match(listed.stderr, /^openrouter-keys: The output cannot be written: ENOSPC[^\n]*\n$/)
    const made = await runInto(at, ["create", "CI", "--show"], full).ended
    assert.strictEqual(made.code, 1)
    assert.include(made.stderr, "The key was deleted again.")
    assert.lengthOf(at.sandbox.keys(), 3)
  })

  it("because of `| head` is no error", async () => {
    await using at = await world({ keys: 2_000 })
    const { child, ended } = runInto(at, ["list", "--all", "--json"], "pipe")
    child.stdout!.once("data", () => child.stdout!.destroy())
    assert.deepStrictEqual(await ended, { code: 0, stderr: "" })
  })
})

describe("the state", () => {
  it("is used by one command at a time; a second one waits, and then names the process", async () => {
    await using at = await world({ keys: [{ name: "a" }] })
    const serving = at.start(["serve"])
    await serving.says("Watching")
    const refused = await at.run(["spend"])
    assert.strictEqual(refused.code, 1)
    assert.include(
      refused.stderr,
      `Process ${serving.child.pid} is using ${join(at.home, "state", "openrouter-keys", "fleet.db")}.`
    )
    const waiting = at.start(["spend"])
    await new Promise((resolve) => setTimeout(resolve, 700))
    serving.child.kill("SIGINT")
    assert.strictEqual((await serving.ended).code, 130)
    assert.strictEqual((await waiting.ended).code, 0, waiting.stderr)
    assert.strictEqual((await at.run(["spend", "--state", "own.db"])).code, 0)
    assert.strictEqual(statSync(join(at.home, "own.db")).mode & 0o777, 0o600)
  })

  it("that cannot be written is one line, and commands that do not need it work", async () => {
    await using at = await world({ keys: [{ name: "a" }] })
    writeFileSync(join(at.home, "file"), "")
    const env = { HOME: join(at.home, "file"), XDG_STATE_HOME: undefined as never }
    const [list, spend] = await Promise.all([at.run(["list"], { env }), at.run(["spend"], { env })])
    assert.deepStrictEqual([list.code, spend.code], [0, 1], list.stderr)
    assert.match(spend.stderr, /^openrouter-keys: The state cannot be stored in [^\n]*--state\.\n$/)
    mkdirSync(join(at.home, "folder.db"))
    const folder = await at.run(["spend", "--state", "folder.db"])
    assert.strictEqual(folder.code, 1)
    assert.match(folder.stderr, /^openrouter-keys: [^\n]*folder\.db[^\n]*\n$/)
  })
})

describe("secrets", () => {
  it("are in no state file, output or error, also after failures and with --debug", async () => {
    await using at = await world({ keys: [{ name: "CI" }] })
    const management = at.sandbox.managementKey
    const outputs: Array<string> = []
    const run = async (...args: ReadonlyArray<string>) => {
      const { stderr, stdout } = await at.run([...args, "--debug"])
      outputs.push(stdout, stderr)
    }
    await run("create", "a", "--to", "file:a.key")
    await run("create", "b", "--to", "command:sh -c 'cat >&2; exit 1'")
    await run("rotate", "CI", "--to", "file:ci.key")
    await run("rotate", "a", "--to", "command:sh -c 'cat >&2; exit 1'")
    at.sandbox.fail({ operation: "list", status: 500, body: `{"error":{"message":"echo ${management}"}}`, times: 10 })
    await run("list")
    at.sandbox.clearFaults()
    await run("get", management)
    await run("spend")
    const all = [...outputs, ...texts(join(at.home, "state"))]
    const secrets = [
      readFileSync(join(at.home, "a.key"), "utf8"),
      readFileSync(join(at.home, "ci.key"), "utf8"),
      management
    ]
    for (const text of all) {
      for (const each of secrets) assert.notInclude(text, each)
      assert.notMatch(text, secret)
    }
  })
})
