import { sha256 } from "@openrouter-keys/protocol/fake"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { freePort, type Postgres, startPostgres, unavailable } from "../../fleet/test/support/postgres.js"
import { world } from "./support/world.js"

if (unavailable !== undefined) console.warn(unavailable)

describe.skipIf(unavailable !== undefined)("--cluster", () => {
  let postgres: Postgres

  beforeAll(async () => {
    postgres = await startPostgres()
  }, 60_000)

  afterAll(() => postgres?.stop())

  it("runs the rotations that other commands start, confirm, cancel and show, and ends with a signal", async () => {
    await using at = await world({ keys: [{ name: "a" }, { name: "b" }] })
    const [a, b] = ["a", "b"].map((name) => join(at.home, `${name}.key`))
    const none = await at.run(["rotate", "a", "--to", `file:${a}`, "--cluster", postgres.url])
    assert.strictEqual(none.code, 1, none.stderr)
    assert.include(none.stderr, "The cluster has no runner")
    const serving = at.start(["serve", "--cluster", postgres.url], {
      env: {
        OPENROUTER_KEYS_HOST: "127.0.0.1",
        OPENROUTER_KEYS_PORT: String(await freePort()),
        OPENROUTER_KEYS_LOCK_EXPIRATION: "6 seconds",
        OPENROUTER_KEYS_POLL_INTERVAL: "500 millis"
      }
    })
    await serving.says("Watching.")
    const rotate = async (name: string, file: string | undefined) => {
      const ended = await at.run(
        [
          "rotate",
          name,
          "--to",
          `file:${file}`,
          "--drain",
          "0",
          "--keep-disabled",
          "0",
          "--json",
          "id,step",
          "--cluster"
        ]
          .concat(postgres.url)
      )
      assert.strictEqual(ended.code, 0, ended.stderr)
      assert.include(ended.stderr, "on the machine of the runner")
      const [rotation] = JSON.parse(ended.stdout) as ReadonlyArray<{ readonly id: string; readonly step: string }>
      assert.strictEqual(rotation?.step, "grace")
      return rotation!.id
    }
    const first = await rotate("a", a)
    const second = await rotate("b", b)
    // The variable may contain a password. Only the database is read, so no management key is needed.
    const env = { OPENROUTER_KEYS_DATABASE_URL: postgres.url }
    const listed = await at.run(["rotations", "--json", "id"], {
      env: { ...env, OPENROUTER_MANAGEMENT_KEY: undefined }
    })
    assert.strictEqual(listed.code, 0, listed.stderr)
    assert.sameDeepMembers(JSON.parse(listed.stdout) as Array<object>, [{ id: first }, { id: second }])
    const confirmed = await at.run(["confirm", first, "--json", "id,state"], { env })
    assert.deepStrictEqual(JSON.parse(confirmed.stdout), [{ id: first, state: "done" }], confirmed.stderr)
    const cancelled = await at.run(["cancel", second, "--json", "id,state"], { env })
    assert.deepStrictEqual(JSON.parse(cancelled.stdout), [{ id: second, state: "cancelled" }], cancelled.stderr)
    const resumed = await at.run(["resume"], { env })
    assert.strictEqual(resumed.code, 2, resumed.stderr)
    serving.child.kill("SIGTERM")
    const ended = await serving.ended
    assert.strictEqual(ended.code, 143, ended.stderr)
    const hashes = new Map(at.sandbox.keys().map(({ hash, name }) => [name, hash]))
    assert.strictEqual(hashes.get("a"), sha256(readFileSync(a!, "utf8").trim()))
    assert.sameMembers([...hashes.keys()], ["a", "b", `b [cancelled ${second}]`])
  }, 300_000)

  it("cannot be combined with a state file", async () => {
    await using at = await world()
    for (const command of [["serve"], ["confirm", "1"]]) {
      const ended = await at.run([...command, "--cluster", "postgres://127.0.0.1/fleet", "--state", "fleet.db"])
      assert.strictEqual(ended.code, 2, ended.stderr)
      assert.include(ended.stderr, "--cluster and --state cannot be combined")
    }
  }, 60_000)

  it("rejects a password in the arguments and an invalid database, and repeats neither in the error", async () => {
    await using at = await world()
    for (const url of ["postgres://fleet:a-password@127.0.0.1/fleet", "a-password"]) {
      const ended = await at.run([url === "a-password" ? "serve" : "rotations", "--cluster", url])
      assert.strictEqual(ended.code, 2, ended.stderr)
      assert.include(ended.stderr, "--cluster")
      assert.notInclude(ended.stderr + ended.stdout, "a-password")
    }
  }, 60_000)

  it("names the missing variable", async () => {
    await using at = await world()
    const ended = await at.run(["serve", "--cluster", postgres.url])
    assert.strictEqual(ended.code, 1)
    assert.include(ended.stderr, "OPENROUTER_KEYS_HOST")
  }, 60_000)
})
