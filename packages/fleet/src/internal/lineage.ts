/** Stores which keys succeeded which, so that a key and its successors count as one. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"

/** Creates the table. */
export const migrate: Effect.Effect<void, SqlError, SqlClient.SqlClient> = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => Effect.asVoid(sql`CREATE TABLE IF NOT EXISTS fleet_lineage (hash TEXT PRIMARY KEY, root TEXT NOT NULL)`)
)

/** Stores that a key succeeds another one. */
export const record = (
  { predecessor, successor }: { readonly predecessor: string; readonly successor: string }
): Effect.Effect<void, SqlError, SqlClient.SqlClient> =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.asVoid(sql`
      INSERT INTO fleet_lineage (hash, root)
      VALUES (${successor}, coalesce((SELECT root FROM fleet_lineage WHERE hash = ${predecessor}), ${predecessor}))
      ON CONFLICT (hash) DO NOTHING`))

/** The first key of each line, by the hash of each successor. Keys that succeed none are not included. */
export const all: Effect.Effect<ReadonlyMap<string, string>, SqlError, SqlClient.SqlClient> = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) =>
    Effect.map(
      sql<{ readonly hash: string; readonly root: string }>`SELECT hash, root FROM fleet_lineage`,
      (rows) => new Map(rows.map(({ hash, root }) => [hash, root]))
    )
)

/** Returns the hash of the first key in a hash's line. */
export const lineOf: Effect.Effect<(hash: string) => string, SqlError, SqlClient.SqlClient> = Effect.map(
  all,
  (roots) => (hash) => roots.get(hash) ?? hash
)
