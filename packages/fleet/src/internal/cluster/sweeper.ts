/**
 * Resumes rotations that the engine has lost. The runners take turns. It does not depend on the engine: the turn is a row in
 * the database, and not a singleton of the engine.
 */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { sweep } from "../rotation/resume.js"
import { databaseClock } from "./postgres.js"

/** Creates the table. */
export const migrate = (sql: SqlClient.SqlClient): Effect.Effect<void, SqlError> =>
  Effect.all([
    sql`CREATE TABLE IF NOT EXISTS fleet_sweep (id INTEGER PRIMARY KEY, next_at BIGINT NOT NULL)`,
    sql`INSERT INTO fleet_sweep (id, next_at) VALUES (1, 0) ON CONFLICT DO NOTHING`
  ], { discard: true })

/** Takes the turn for `every` milliseconds; `false` if another runner has it. */
const takeTurn = (sql: SqlClient.SqlClient, every: number): Effect.Effect<boolean, SqlError> => {
  const clock = sql.literal(databaseClock)
  return Effect.map(
    sql<{ readonly id: number }>`
      UPDATE fleet_sweep SET next_at = ${clock} + ${every}::bigint WHERE id = 1 AND next_at <= ${clock} RETURNING id`,
    (rows) => rows.length > 0
  )
}

/** Sweeps once, if it is this runner's turn. */
const look = (every: number): Effect.Effect<boolean, SqlError, SqlClient.SqlClient | WorkflowEngine> =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => Effect.tap(takeTurn(sql, every), (isOurs) => isOurs ? sweep(every) : Effect.void)
  )

/**
 * Sweeps every `every` milliseconds, on one of the runners. If a runner dies meanwhile, one turn is lost. If its database does
 * not respond, the sweep ends.
 */
export const layer = (every: number): Layer.Layer<never, never, SqlClient.SqlClient | WorkflowEngine> =>
  Layer.scopedDiscard(
    look(every).pipe(
      Effect.timeout(every),
      Effect.ignoreLogged,
      // Each runner tries to take the turn several times in a period, so that none is left out for long.
      Effect.repeat(Schedule.jittered(Schedule.spaced(every / 4))),
      Effect.forkScoped
    )
  )
