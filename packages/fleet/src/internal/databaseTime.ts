/** The time by PostgreSQL's clock: those of the runners may differ. Loads no driver. */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"

/** SQL for milliseconds since the epoch. */
export const databaseClock = "(extract(epoch from clock_timestamp()) * 1000)::bigint"

/** The time in milliseconds since the epoch. */
export const databaseNow = (sql: SqlClient.SqlClient): Effect.Effect<number, SqlError> =>
  Effect.map(
    sql<{ readonly now: string }>`SELECT ${sql.literal(databaseClock)} AS now`,
    ([row]) => Number(row?.now)
  )
