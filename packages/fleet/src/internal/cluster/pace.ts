/**
 * One pace for all runners, because an account has one rate limit. The database has the time of the
 * next request, by its own clock.
 */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import { databaseClock } from "../databaseTime.js"
import { over, type Pace } from "../pace.js"

/** Creates the table. */
export const migrate = (sql: SqlClient.SqlClient): Effect.Effect<void, SqlError> =>
  Effect.all([
    sql`CREATE TABLE IF NOT EXISTS fleet_pace (id INTEGER PRIMARY KEY, next_at BIGINT NOT NULL)`,
    sql`INSERT INTO fleet_pace (id, next_at) VALUES (1, 0) ON CONFLICT DO NOTHING`
  ], { discard: true })

/**
 * Paces the calls of all runners: `interval` whole milliseconds between two requests, 0 for no limit. If one
 * is rejected with 429, all runners wait as long as the service asks, and the request is retried. If the database does not
 * respond, requests are not delayed.
 */
export const make = (sql: SqlClient.SqlClient, interval: number): Pace => {
  const millis = (rows: ReadonlyArray<{ readonly wait: string | number }>) => Math.max(0, Number(rows[0]?.wait ?? 0))
  const clock = sql.literal(databaseClock)
  const reserve = interval > 0
    ? sql<{ readonly wait: string }>`
        UPDATE fleet_pace SET next_at = greatest(next_at, ${clock}) + ${interval}::bigint
        WHERE id = 1 RETURNING next_at - ${interval}::bigint - ${clock} AS wait`
    : sql<{ readonly wait: string }>`SELECT next_at - ${clock} AS wait FROM fleet_pace WHERE id = 1`
  const turn = Effect.flatMap(
    Effect.map(reserve, millis).pipe(
      Effect.tapError((error) => Effect.logWarning("Requests are not paced", error)),
      Effect.orElseSucceed(() => 0)
    ),
    (wait) => wait > 0 ? Effect.sleep(wait) : Effect.void
  )
  const pause = (wait: number) =>
    Effect.ignore(
      sql`UPDATE fleet_pace SET next_at = greatest(next_at, ${clock} + ${Math.ceil(wait)}::bigint) WHERE id = 1`
    )
  // One call of each runner waits at a time, so that a runner that dies takes at most one turn with it.
  return over({ turn: Effect.unsafeMakeSemaphore(1).withPermits(1)(turn), pause })
}
