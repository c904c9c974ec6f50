/** Runners in processes of their own, over a PostgreSQL server and an account, and what must hold in the end. */
import { sha256 } from "@openrouter-keys/protocol/fake"
import type { RunningSandbox } from "@openrouter-keys/sandbox"
import { type ChildProcess, spawn } from "node:child_process"
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { assert } from "vitest"
import { startCounter } from "./counter.js"
import { observe } from "./observer.js"
import { freePort, type Postgres, startPostgres } from "./postgres.js"
import { bundlePrograms } from "./programs.js"
import { lastingFacts, startRestricted } from "./restrictedAccount.js"

/** How a runner reaches what it needs, where that is not directly. */
export interface Routes {
  readonly postgres?: number | undefined
  readonly api?: number | undefined
}

/** Keys that may use a BYOK credential, whose allowlist all of their rotations write. */
const allowed = 50

/** Starts the servers, with an account of so many keys. */
export const startWorld = async (options: { readonly rotations: number; readonly lockExpiration: string }) => {
  const { lockExpiration, rotations } = options
  const folder = mkdtempSync(join(tmpdir(), "fleet-cluster-"))
  mkdirSync(`${folder}/sinks`)
  const [programs, postgres, sandbox]: [string, Postgres, RunningSandbox] = await Promise.all([
    bundlePrograms(["clusterRunner", "startRotations"]),
    startPostgres(),
    startRestricted(rotations, allowed)
  ])
  const counter = await startCounter(sandbox.url)
  const before = sandbox.keys()
  const sinkOf = (index: number) => `${folder}/sinks/key-${index}`
  const requests = `${folder}/requests.json`
  writeFileSync(requests, JSON.stringify(before.map(({ hash }, index) => ({ hash, to: `file:${sinkOf(index)}` }))))
  const running = new Set<ChildProcess>()

  const run = (program: string, args: ReadonlyArray<string>, port: number, routes: Routes = {}): ChildProcess => {
    const url = new URL(sandbox.url)
    url.port = String(routes.api ?? counter.port)
    const database = new URL(postgres.url)
    if (routes.postgres !== undefined) database.port = String(routes.postgres)
    const log = openSync(`${folder}/log-${port}.txt`, "a")
    const child = spawn(process.execPath, [`${programs}/${program}.mjs`, url.href.replace(/\/$/, ""), ...args], {
      env: {
        ...process.env,
        OPENROUTER_MANAGEMENT_KEY: sandbox.managementKey,
        OPENROUTER_KEYS_DATABASE_URL: database.href,
        OPENROUTER_KEYS_HOST: "127.0.0.1",
        OPENROUTER_KEYS_PORT: String(port),
        OPENROUTER_KEYS_LOCK_EXPIRATION: lockExpiration,
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

  const ended = async (): Promise<number> => {
    const [row] = await query<{ readonly count: string }>("SELECT count(*) FROM fleet_rotation WHERE open = 0")
    return Number(row!.count)
  }

  return {
    postgres,
    /** Port of the API for runners. */
    api: counter.port,
    ended,
    freePort,
    /** Starts a runner. */
    runner: (port: number, routes?: Routes): ChildProcess => run("clusterRunner", [], port, routes),
    /** Starts all rotations, from a runner that then leaves. */
    startRotations: async (): Promise<void> => {
      const starter = run("startRotations", [requests], await freePort())
      assert.strictEqual(await new Promise((resolve) => starter.on("close", resolve)), 0)
    },
    /** Watches the account by the official client. */
    observe: () => observe(sandbox, before.map((key, index) => ({ ...key, sink: sinkOf(index) }))),
    /** Waits until some rotations are under way. */
    untilStarted: async (): Promise<void> => {
      while (counter.created() === 0) await new Promise((resolve) => setTimeout(resolve, 200))
    },
    /** Waits until all rotations have ended, at most so long. */
    untilDone: async (millis: number): Promise<void> => {
      const until = Date.now() + millis
      while (await ended() < rotations && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 500))
    },
    /** What must hold in the end, whatever happened. */
    check: async (): Promise<void> => {
      const rows = await query<{ readonly record: string }>("SELECT record FROM fleet_rotation")
      const records = rows.map(({ record }) => JSON.parse(record) as Record<string, unknown>)
      assert.deepStrictEqual(records.filter(({ state }) => state !== "done"), [])
      assert.lengthOf(records, rotations)
      const keys = sandbox.keys()
      assert.deepStrictEqual(lastingFacts(keys), lastingFacts(before))
      const { assignments, byokKeys } = sandbox.restrictions()
      const hashes = new Map(keys.map(({ hash, name }) => [name, hash]))
      assert.sameMembers(assignments.map(({ keyHash }) => keyHash), [...hashes.values()], "each has its guardrail")
      assert.sameMembers(
        [...byokKeys[0]!.allowedApiKeyHashes!],
        before.slice(0, allowed).map(({ name }) => hashes.get(name)!),
        "the allowlist has the new keys and no other"
      )
      const sunk = before.map((_, index) => sha256(readFileSync(sinkOf(index), "utf8").trim()))
      assert.deepStrictEqual(sunk, before.map(({ name }) => hashes.get(name)!))
    },
    /** How much it took. */
    figures: async (): Promise<string> => {
      const made = counter.created()
      const [row] = await query<{ readonly anew: string }>(
        "SELECT coalesce(sum(number), 0) AS anew FROM fleet_execution"
      )
      const requests = counter.requests()
      return `${made} keys made, ${made - rotations} of them half-made and removed; ${
        row!.anew
      } executions begun anew; ` +
        `${requests} requests, ${(requests / rotations).toFixed(1)} for each rotation`
    },
    /** Ends everything. */
    close: async (): Promise<void> => {
      for (const child of running) child.kill("SIGKILL")
      counter.close()
      await sandbox.close()
      postgres.stop()
      rmSync(programs, { recursive: true, force: true })
      if (process.env["KEEP"] === undefined) rmSync(folder, { recursive: true, force: true })
      else console.log(folder)
    }
  }
}

/** What tests of a cluster work in. */
export type World = Awaited<ReturnType<typeof startWorld>>
