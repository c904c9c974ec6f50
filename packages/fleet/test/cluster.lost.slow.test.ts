import { ApiKeys, FetchClient, OpenRouterClient } from "@openrouter-keys/core"
import { sha256 } from "@openrouter-keys/protocol/fake"
import { type RunningSandbox, start } from "@openrouter-keys/sandbox"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import * as Fleet from "../src/Fleet.js"
import { Rotation } from "../src/Rotation.js"
import { freePort, type Postgres, startPostgres, unavailable } from "./support/postgres.js"

if (unavailable !== undefined) console.warn(unavailable)

/** In the engine's tables: its workflow of a rotation. */
const run = "entity_type = 'Workflow/OpenRouterKeyRotation' AND tag = 'run'"
const requests = `(SELECT id FROM cluster_messages WHERE ${run})`

/** Ways in which an engine has been seen to lose a rotation, or could. */
const losses: ReadonlyArray<{ readonly name: string; readonly statements: ReadonlyArray<string> }> = [
  {
    name: "ended it with a defect, because the database was away when it set its clock",
    statements: [
      "DELETE FROM cluster_messages WHERE entity_type = 'Workflow/-/DurableClock'",
      `UPDATE cluster_replies SET payload = '{"_tag":"Success","value":{"_tag":"Complete","exit":{"_tag":"Failure",` +
      `"cause":{"_tag":"Die","defect":{"name":"PersistenceError","message":"Connection terminated"}}}}}'
       WHERE request_id IN ${requests}`
    ]
  },
  {
    name: "has read its message, and does nothing with it",
    statements: [
      "DELETE FROM cluster_messages WHERE entity_type = 'Workflow/-/DurableClock'",
      `DELETE FROM cluster_replies WHERE request_id IN ${requests}`,
      `UPDATE cluster_messages SET processed = FALSE, last_reply_id = NULL, last_read = NOW() WHERE ${run}`
    ]
  },
  {
    name: "has lost its clock",
    statements: ["DELETE FROM cluster_messages WHERE entity_type = 'Workflow/-/DurableClock'"]
  },
  {
    name: "knows nothing of it",
    statements: ["DELETE FROM cluster_replies", "DELETE FROM cluster_messages"]
  }
]

describe.skipIf(unavailable !== undefined)("a rotation that the engine has lost goes on where the engine", () => {
  let sandbox: RunningSandbox
  let postgres: Postgres
  let folder: string

  beforeAll(async () => {
    ;[sandbox, postgres] = await Promise.all([
      start({ keys: losses.map((_, index) => ({ name: `k/${index}`, limit: index + 1 })) }),
      startPostgres()
    ])
    folder = mkdtempSync(join(tmpdir(), "fleet-lost-"))
  }, 60_000)

  afterAll(async () => {
    await sandbox?.close()
    postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Each loss has a database of its own, so that they happen at the same time. */
  const databaseOf = (name: string): string => {
    const url = new URL(postgres.url)
    url.pathname = `/${name}`
    return url.href
  }

  const queryIn = (database: string) => async (statements: ReadonlyArray<string>) => {
    const client = new Client({ connectionString: database })
    await client.connect()
    try {
      let rows: ReadonlyArray<Record<string, unknown>> = []
      for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows
      return rows
    } finally {
      await client.end()
    }
  }

  const until = async (isTrue: () => Promise<boolean>, within: number) => {
    const began = Date.now()
    while (!await isTrue()) {
      if (Date.now() - began > within) throw new Error(`not within ${within} ms`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  it.concurrent.each(losses.map((loss, index) => ({ ...loss, index })))("$name", async ({ index, statements }) => {
    const database = databaseOf(`lost_${index}`)
    await queryIn(postgres.url)([`CREATE DATABASE lost_${index} TEMPLATE template0`])
    const query = queryIn(database)
    const { managementKey, url } = sandbox
    const account = ApiKeys.layer.pipe(
      Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make(managementKey), serverURL: url })),
      Layer.provide(FetchClient.layer)
    )
    const port = await freePort()
    const runner = ManagedRuntime.make(Layer.provide(
      Fleet.layerCluster({
        database: Redacted.make(database),
        host: "127.0.0.1",
        port,
        lockExpiration: Duration.seconds(3),
        pollInterval: Duration.millis(300),
        terminationTimeout: Duration.seconds(1)
      }),
      account
    ))
    try {
      const [before] = sandbox.keys().filter(({ name }) => name === `k/${index}`)
      const to = `file:${folder}/${index}`
      const id = await runner.runPromise(
        Rotation.start({ hash: before!.hash, to, grace: "4 seconds", drain: 0, keepDisabled: 0 })
      )
      // The engine has set its clock, and says that it is waiting.
      await until(
        async () =>
          (await query([
            `SELECT 1 FROM fleet_rotation WHERE wait IS NOT NULL AND ${requests} IN (SELECT request_id FROM cluster_replies)`
          ])).length > 0,
        60_000
      )
      assert.deepStrictEqual(
        (await runner.runPromise(Fleet.status)).runners.map(({ address, shards }) => ({ address, shards })),
        [{ address: `127.0.0.1:${port}`, shards: 300 }]
      )
      await query(statements)
      await until(
        () => runner.runPromise(Effect.map(Rotation.status(id), ({ state }) => state === "done")),
        90_000
      )
      const keys = sandbox.keys().filter(({ name }) => name.startsWith(`k/${index}`))
      assert.deepStrictEqual(
        keys.map(({ hash, limit, name }) => ({ hash, limit, name })),
        [{ hash: sha256(readFileSync(`${folder}/${index}`, "utf8").trim()), limit: index + 1, name: `k/${index}` }]
      )
    } finally {
      await runner.dispose()
    }
  }, 180_000)
})
