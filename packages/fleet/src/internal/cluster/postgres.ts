/** Clock and locks of PostgreSQL. */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** SQL for milliseconds since the epoch, by the database's clock: those of the runners may differ. */
export const databaseClock = "(extract(epoch from clock_timestamp()) * 1000)::bigint"

/** Numbers of this package's advisory locks. */
const locks = { allowlists: 7_364_128_501, start: 7_364_128_502 }

/** Holds an advisory lock for a scope. PostgreSQL releases it when the connection ends, also after a crash. */
export const advisoryLock = (
  sql: SqlClient.SqlClient,
  name: keyof typeof locks
): Effect.Effect<void, SqlError, Scope.Scope> => {
  const call = (function_: string) => `SELECT ${function_}(${locks[name]})`
  return Effect.asVoid(Effect.acquireRelease(
    Effect.tap(sql.reserve, (connection) => connection.executeRaw(call("pg_advisory_lock"), [])),
    (connection) => Effect.ignore(connection.executeRaw(call("pg_advisory_unlock"), []))
  ))
}
