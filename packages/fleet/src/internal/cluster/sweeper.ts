/**
 * Resumes rotations that the engine has lost. The runners take turns. It does not depend on the engine: the turn is a row in
 * the database, and not a singleton of the engine.
 */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Schedule from "effect/Schedule"
import { databaseClock } from "../databaseTime.js"
import { stuck, sweep } from "../rotation/resume.js"
import { prune } from "./prune.js"

/** Creates the table. */
export const migrate = (sql: SqlClient.SqlClient): Effect.Effect<void, SqlError> =>
  Effect.all([
    sql`CREATE TABLE IF NOT EXISTS fleet_sweep (id INTEGER PRIMARY KEY, next_at BIGINT NOT NULL)`,
    sql`INSERT INTO fleet_sweep (id, next_at) VALUES (1, 0) ON CONFLICT DO NOTHING`
  ], { discard: true })

/** Adds the number of stuck rotations. */
export const migrateStuck = (sql: SqlClient.SqlClient): Effect.Effect<void, SqlError> =>
  Effect.asVoid(sql`ALTER TABLE fleet_sweep ADD COLUMN IF NOT EXISTS stuck INTEGER NOT NULL DEFAULT 0`)

/** Takes the turn for `every` milliseconds; `false` if another runner has it. */
const takeTurn = (sql: SqlClient.SqlClient, every: number): Effect.Effect<boolean, SqlError> => {
  const clock = sql.literal(databaseClock)
  return Effect.map(
    sql<{ readonly id: number }>`
      UPDATE fleet_sweep SET next_at = ${clock} + ${every}::bigint WHERE id = 1 AND next_at <= ${clock} RETURNING id`,
    (rows) => rows.length > 0
  )
}

/** Times of the sweeps, in milliseconds. */
export interface Options {
  /** Time between two sweeps. */
  readonly every: number
  /** How long the engine's messages of a rotation that has ended are kept. */
  readonly retention: number
}

/**
 * Sweeps once, if it is this runner's turn, and deletes old messages of the engine. Every runner reports what the last sweep
 * found, also if another one made it.
 */
export const look = (
  { every, retention }: Options
): Effect.Effect<void, SqlError, SqlClient.SqlClient | WorkflowEngine> =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    if (yield* takeTurn(sql, every)) {
      yield* sql`UPDATE fleet_sweep SET stuck = ${yield* sweep(every)} WHERE id = 1`
      yield* prune(retention)
    }
    const [row] = yield* sql<{ readonly stuck: number }>`SELECT stuck FROM fleet_sweep WHERE id = 1`
    yield* Metric.set(stuck, row?.stuck ?? 0)
  })

/**
 * Sweeps every `every` milliseconds, on one of the runners at a time. If a runner dies meanwhile, one turn is lost. If its database does
 * not respond, the sweep ends.
 */
export const layer = (options: Options): Layer.Layer<never, never, SqlClient.SqlClient | WorkflowEngine> =>
  Layer.scopedDiscard(
    look(options).pipe(
      Effect.timeout(options.every),
      Effect.ignoreLogged,
      // Each runner tries to take the turn several times in a period, so that none is left out for long.
      Effect.repeat(Schedule.jittered(Schedule.spaced(options.every / 4))),
      Effect.forkScoped
    )
  )
