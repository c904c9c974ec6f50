import { sha256 } from "@openrouter-keys/protocol/fake"
import type { RunningSandbox } from "@openrouter-keys/sandbox"
import { spawn } from "node:child_process"
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import type { Rotation } from "../src/Rotation.js"
import { bundlePrograms } from "./support/programs.js"
import { createdBy, lastingFacts, startRestricted } from "./support/restrictedAccount.js"

const rotations = 50
const kills = 8

/**
 * Runs the program, and kills it so long after its first request; `null` for never. Gives its status, `null` where it was
 * killed.
 */
const runOnce = (
  program: string,
  folder: string,
  sandbox: RunningSandbox,
  killAfter: number | null
): Promise<number | null> =>
  new Promise((resolve) => {
    const env = { ...process.env, OPENROUTER_MANAGEMENT_KEY: sandbox.managementKey }
    const child = spawn(process.execPath, [program, folder, sandbox.url], { env })
    let timer: NodeJS.Timeout | undefined
    const log = (chunk: Buffer) => {
      appendFileSync(`${folder}/data/log.txt`, chunk)
      if (killAfter === null || timer !== undefined || !chunk.includes("ApiKeys.")) return
      timer = setTimeout(() => child.kill("SIGKILL"), killAfter)
    }
    child.stdout.on("data", log)
    child.stderr.on("data", log)
    child.on("close", (status) => {
      clearTimeout(timer)
      resolve(status)
    })
  })

/** The secrets in the sinks, by the number of the key. */
const sunk = (folder: string): ReadonlyArray<string> => {
  const env = readFileSync(`${folder}/sinks/.env`, "utf8")
  return Array.from({ length: rotations }, (_, index) =>
    index % 2 === 0
      ? new RegExp(`^KEY_${index}=(.*)$`, "m").exec(env)![1]!
      : readFileSync(`${folder}/sinks/key-${index}`, "utf8"))
}

describe("rotations on the local engine, killed with SIGKILL at random moments", () => {
  let sandbox: RunningSandbox
  let folder: string
  let programs: string

  beforeAll(async () => {
    programs = await bundlePrograms(["rotateAll"])
    folder = mkdtempSync(join(tmpdir(), "fleet-kill-"))
    mkdirSync(`${folder}/data`)
    mkdirSync(`${folder}/sinks`)
    sandbox = await startRestricted(rotations, rotations)
  }, 120_000)

  afterAll(async () => {
    await sandbox.close()
    rmSync(programs, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  })

  it(
    `are all done, ${rotations} of them, and nothing that is stored or logged holds any part of a secret`,
    async () => {
      const before = sandbox.keys()
      writeFileSync(`${folder}/hashes.json`, JSON.stringify(before.map(({ hash }) => hash)))
      let killed = 0
      let last: number | null = null
      while (last !== 0 && killed < kills) {
        last = await runOnce(`${programs}/rotateAll.mjs`, folder, sandbox, Math.random() * 4_000)
        if (last === null) killed++
      }
      if (last !== 0) last = await runOnce(`${programs}/rotateAll.mjs`, folder, sandbox, null)
      assert.strictEqual(last, 0, readFileSync(`${folder}/data/log.txt`, "utf8").slice(-2_000))
      const statuses = JSON.parse(readFileSync(`${folder}/result.json`, "utf8")) as ReadonlyArray<
        Rotation.Status
      >
      assert.deepStrictEqual(statuses.filter(({ state }) => state !== "done"), [])
      assert.lengthOf(statuses, rotations)

      const keys = sandbox.keys()
      const made = createdBy(sandbox)
      console.log(`${killed} kills, ${made} keys made, ${made - rotations} of them half-made and removed`)
      assert.deepStrictEqual(lastingFacts(keys), lastingFacts(before))
      const { assignments, byokKeys } = sandbox.restrictions()
      const hashes = keys.map(({ hash }) => hash)
      assert.sameMembers(assignments.map(({ keyHash }) => keyHash), hashes, "each has its guardrail")
      assert.sameMembers([...byokKeys[0]!.allowedApiKeyHashes!], hashes, "the allowlist has the new keys and no other")
      const secrets = sunk(folder)
      assert.sameMembers(secrets.map(sha256), keys.map(({ hash }) => hash))

      for (const name of readdirSync(`${folder}/data`)) {
        const bytes = readFileSync(`${folder}/data/${name}`, "latin1")
        assert.notMatch(bytes, /sk-or-v1-[0-9a-f]{4}/, name)
        const found = secrets.filter((secret) => {
          for (let at = "sk-or-v1-".length; at + 12 <= secret.length; at += 4) {
            if (bytes.includes(secret.slice(at, at + 12))) return true
          }
          return false
        })
        assert.isEmpty(found, name)
      }
    },
    900_000
  )
})
