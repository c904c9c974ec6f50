/** Stores the state of each request by its ID. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"

/** A request in progress, or a finished one. */
export interface Entry {
  /** `handed`: the secret is in the sink, but the key is not yet renamed. */
  readonly state: "handed" | "done"
  readonly hash: string
  readonly label: string
  readonly name: string
}

type Query<A> = Effect.Effect<A, SqlError, SqlClient.SqlClient>

/** Mark of a request's unfinished keys, by which another run finds them. */
export const markOf = (id: string): string => createHash("sha256").update(id).digest("hex").slice(0, 16)

/** Creates the table. */
export const migrate: Query<void> = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.asVoid(sql`
    CREATE TABLE IF NOT EXISTS fleet_bulk (
      id TEXT PRIMARY KEY, state TEXT NOT NULL, hash TEXT NOT NULL, label TEXT NOT NULL, name TEXT NOT NULL,
      at BIGINT NOT NULL)`))

/** All stored requests, by ID. */
export const all: Query<ReadonlyMap<string, Entry>> = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.map(
    sql<Entry & { readonly id: string }>`SELECT id, state, hash, label, name FROM fleet_bulk`,
    (rows) => new Map(rows.map(({ id, ...entry }) => [id, entry]))
  ))

/** Stores that the secret of a key was delivered. */
export const handOver = (
  id: string,
  { hash, label, name }: { readonly hash: string; readonly label: string; readonly name: string }
): Query<void> =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const row = { id, state: "handed", hash, label, name, at: yield* Clock.currentTimeMillis }
    yield* sql`INSERT INTO fleet_bulk ${sql.insert(row)} ON CONFLICT (id) DO UPDATE SET
      state = excluded.state, hash = excluded.hash, label = excluded.label, name = excluded.name, at = excluded.at`
  })

/** Stores that a request is done. */
export const finish = (id: string, hash: string): Query<void> =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => Effect.asVoid(sql`UPDATE fleet_bulk SET state = 'done' WHERE id = ${id} AND hash = ${hash}`)
  )
