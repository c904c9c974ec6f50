import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { mkdtempSync, readdirSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import * as Database from "../src/internal/database.js"

const tempFile = (name = "fleet.db") => join(mkdtempSync(join(tmpdir(), "fleet-")), name)

const write = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS t (n INTEGER)`
  yield* sql`INSERT INTO t VALUES (1)`
})

const count = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ n: bigint }>`SELECT count(*) AS n FROM t`
  return Number(rows[0]?.n)
})

describe("database", () => {
  it.effect("in memory keeps committed writes, and drops those that were rolled back", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      yield* write
      yield* sql.withTransaction(sql`INSERT INTO t VALUES (2)`)
      yield* sql.withTransaction(Effect.zipRight(sql`INSERT INTO t VALUES (3)`, Effect.fail("no"))).pipe(Effect.ignore)
      assert.strictEqual(yield* count, 2)
    }).pipe(Effect.provide(Database.memory)))

  it.effect("in memory is separate for each program", () =>
    Effect.gen(function*() {
      yield* Effect.provide(write, Database.memory)
      assert.strictEqual(yield* Effect.provide(Effect.zipRight(write, count), Database.memory), 1)
    }))

  it.effect("in a file is persistent, and readable only by its owner", () =>
    Effect.gen(function*() {
      const file = tempFile()
      yield* Effect.provide(write, Database.file(file))
      assert.strictEqual(yield* Effect.provide(Effect.zipRight(write, count), Database.file(file)), 2)
      assert.strictEqual(statSync(file).mode & 0o777, 0o600)
    }))

  it.effect("rejects a file in use with a sentence, and accepts it afterwards", () =>
    Effect.gen(function*() {
      const file = tempFile()
      yield* Effect.scoped(Effect.gen(function*() {
        yield* Layer.build(Database.file(file))
        const error = yield* Effect.flip(Effect.provide(write, Layer.fresh(Database.file(file))))
        assert.strictEqual(error._tag, "DatabaseError")
        assert.propertyVal(error, "reason", "Locked")
        assert.include(error.message, `Another process is using ${file}.`)
      }))
      yield* Effect.provide(write, Database.file(file))
    }))

  it.effect("names a file that cannot be opened", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Effect.provide(write, Database.file("/nowhere/at/all.db")))
      assert.include(error.message, "/nowhere/at/all.db")
    }))

  it.effect.each(
    ["a%20b.db", "..%2Fup.db", "a#b.db", "a?mode=memory", "with space.db", "%.db", "é%zz.db", "a+b&c.db", "x%00y"]
  )("reopens the file that it has created: %s", (name) =>
    Effect.gen(function*() {
      const file = tempFile(name)
      yield* Effect.provide(write, Database.file(file))
      const created = readdirSync(dirname(file))
      assert.deepStrictEqual(created, [name, `${name}-journal`])
      assert.isAbove(statSync(file).size, 0)
      for (const each of created) assert.strictEqual(statSync(join(dirname(file), each)).mode & 0o777, 0o600)
      assert.strictEqual(yield* Effect.provide(Effect.zipRight(write, count), Database.file(file)), 2)
    }))
})
