/** Which keys succeeded which: a key and its successors count as one, though usage starts at zero with each. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"

/** Creates the table. */
export const migrate: Effect.Effect<void, SqlError, SqlClient.SqlClient> = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => Effect.asVoid(sql`CREATE TABLE IF NOT EXISTS fleet_lineage (hash TEXT PRIMARY KEY, root TEXT NOT NULL)`)
)

/** Notes that a key succeeds another. */
export const record = (
  { predecessor, successor }: { readonly predecessor: string; readonly successor: string }
): Effect.Effect<void, SqlError, SqlClient.SqlClient> =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.asVoid(sql`
      INSERT INTO fleet_lineage (hash, root)
      VALUES (${successor}, coalesce((SELECT root FROM fleet_lineage WHERE hash = ${predecessor}), ${predecessor}))
      ON CONFLICT (hash) DO NOTHING`))

/** The first key of each successor's line, by the successor's hash. A key that succeeds none is not in it. */
export const all: Effect.Effect<ReadonlyMap<string, string>, SqlError, SqlClient.SqlClient> = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) =>
    Effect.map(
      sql<{ readonly hash: string; readonly root: string }>`SELECT hash, root FROM fleet_lineage`,
      (rows) => new Map(rows.map(({ hash, root }) => [hash, root]))
    )
)

/** Which line of keys a hash belongs to: the hash of the first key in it. */
export const lineOf: Effect.Effect<(hash: string) => string, SqlError, SqlClient.SqlClient> = Effect.map(
  all,
  (roots) => (hash) => roots.get(hash) ?? hash
)
