import { sha256 } from "@openrouter-keys/protocol/fake"
import type { RunningSandbox } from "@openrouter-keys/sandbox"
import { type ChildProcess, spawn } from "node:child_process"
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { freePort, type Postgres, startPostgres, unavailable } from "./support/postgres.js"
import { bundlePrograms } from "./support/programs.js"
import { createdBy, lastingFacts, startRestricted } from "./support/restrictedAccount.js"

const rotations = Number(process.env["CLUSTER_ROTATIONS"] ?? 60)
const runners = Number(process.env["CLUSTER_RUNNERS"] ?? 4)
const killing = Number(process.env["CLUSTER_KILLING"] ?? 0)

/**
 * Not by default: after kills, some rotations of a run may wait for a wake-up that the engine has lost and that the sweep
 * does not make up for. `CLUSTER_KILLING=20000` kills for 20 seconds.
 */
const skipped = unavailable ??
  (killing > 0 ? undefined : "Runners of a cluster are not killed: set CLUSTER_KILLING to milliseconds to do so.")

if (skipped !== undefined) console.warn(skipped)

describe.skipIf(skipped !== undefined)("runners over PostgreSQL, killed with SIGKILL at random moments", () => {
  let postgres: Postgres
  let sandbox: RunningSandbox
  let folder: string
  let programs: string
  const running = new Set<ChildProcess>()

  beforeAll(async () => {
    ;[programs, postgres] = await Promise.all([bundlePrograms(["clusterRunner", "startRotations"]), startPostgres()])
    folder = mkdtempSync(join(tmpdir(), "fleet-cluster-"))
    mkdirSync(`${folder}/sinks`)
    sandbox = await startRestricted(rotations, 50)
  }, 180_000)

  afterAll(async () => {
    for (const child of running) child.kill("SIGKILL")
    await sandbox?.close()
    postgres?.stop()
    rmSync(programs, { recursive: true, force: true })
    if (process.env["KEEP"] === undefined) rmSync(folder, { recursive: true, force: true })
    else console.log(folder)
  })

  const run = (program: string, args: ReadonlyArray<string>, port: number): ChildProcess => {
    const log = openSync(`${folder}/log-${port}.txt`, "a")
    const child = spawn(process.execPath, [`${programs}/${program}.mjs`, sandbox.url, ...args], {
      env: {
        ...process.env,
        OPENROUTER_MANAGEMENT_KEY: sandbox.managementKey,
        OPENROUTER_KEYS_DATABASE_URL: postgres.url,
        OPENROUTER_KEYS_HOST: "127.0.0.1",
        OPENROUTER_KEYS_PORT: String(port),
        OPENROUTER_KEYS_LOCK_EXPIRATION: process.env["CLUSTER_LOCK"] ?? "6 seconds",
        OPENROUTER_KEYS_POLL_INTERVAL: "500 millis",
        OPENROUTER_KEYS_TERMINATION_TIMEOUT: "2 seconds"
      },
      stdio: ["ignore", log, log]
    })
    closeSync(log)
    running.add(child.on("close", () => running.delete(child)))
    return child
  }

  const query = async <Row extends object>(text: string): Promise<ReadonlyArray<Row>> => {
    const client = new Client({ connectionString: postgres.url })
    await client.connect()
    try {
      return (await client.query<Row>(text)).rows
    } finally {
      await client.end()
    }
  }

  it("rotate every key, and lose no secret, limit or restriction", async () => {
    const before = sandbox.keys()
    const sinkOf = (index: number) => `file:${folder}/sinks/key-${index}`
    writeFileSync(
      `${folder}/requests.json`,
      JSON.stringify(before.map(({ hash }, index) => ({ hash, to: sinkOf(index) })))
    )
    const ports = await Promise.all(Array.from({ length: runners + 1 }, freePort))
    const children = ports.slice(1).map((port) => run("clusterRunner", [], port))
    const starter = run("startRotations", [`${folder}/requests.json`], ports[0]!)
    assert.strictEqual(await new Promise<number | null>((resolve) => starter.on("close", resolve)), 0)

    const startedAt = Date.now()
    let kills = 0
    let restarted = false
    while (Date.now() - startedAt < killing) {
      await new Promise((resolve) => setTimeout(resolve, 1_000 + Math.random() * 2_000))
      const victim = Math.floor(Math.random() * runners)
      children[victim]!.kill("SIGKILL")
      children[victim] = run("clusterRunner", [], ports[victim + 1]!)
      kills++
      if (!restarted && Date.now() - startedAt > killing / 2) {
        restarted = true
        await postgres.restart()
      }
    }
    const lastKill = Date.now()
    let open = Infinity
    while (open > 0 && Date.now() - lastKill < 240_000) {
      await new Promise((resolve) => setTimeout(resolve, 500))
      open = Number((await query<{ count: string }>("SELECT count(*) FROM fleet_rotation WHERE open = 1"))[0]!.count)
    }
    const rows = await query<{ record: string }>("SELECT record FROM fleet_rotation")
    const records = rows.map(({ record }) => JSON.parse(record) as Record<string, unknown>)
    const made = createdBy(sandbox)
    console.log(
      `${kills} kills, PostgreSQL restarted, done ${Date.now() - lastKill} ms after the last kill; ` +
        `${made} keys made, ${made - rotations} of them half-made and removed; ${sandbox.calls().length} requests`
    )
    for (const child of children) child.kill("SIGTERM")

    assert.deepStrictEqual(records.filter(({ state }) => state !== "done"), [])
    assert.lengthOf(records, rotations)
    const keys = sandbox.keys()
    assert.deepStrictEqual(lastingFacts(keys), lastingFacts(before))
    const { assignments, byokKeys } = sandbox.restrictions()
    const hashes = new Map(keys.map(({ hash, name }) => [name, hash]))
    assert.sameMembers(assignments.map(({ keyHash }) => keyHash), [...hashes.values()], "each has its guardrail")
    assert.sameMembers(
      [...byokKeys[0]!.allowedApiKeyHashes!],
      before.slice(0, 50).map(({ name }) => hashes.get(name)!),
      "the allowlist has the new keys and no other"
    )
    const sunk = before.map((_, index) => sha256(readFileSync(`${folder}/sinks/key-${index}`, "utf8").trim()))
    assert.deepStrictEqual(sunk, before.map(({ name }) => hashes.get(name)!))
  }, 600_000)
})
