/**
 * Deletes what the engine stores about rotations that ended long ago: it keeps each message and each reply. The records of
 * the rotations stay.
 */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import { databaseClock } from "../databaseTime.js"
import { entityTypes, executionId } from "../rotation/workflow.js"

/** Marks the rotations whose messages are deleted. */
export const migrate = (sql: SqlClient.SqlClient): Effect.Effect<void, SqlError> =>
  Effect.all([
    sql`ALTER TABLE fleet_rotation ADD COLUMN IF NOT EXISTS pruned INTEGER NOT NULL DEFAULT 0`,
    sql`CREATE INDEX IF NOT EXISTS fleet_rotation_unpruned ON fleet_rotation (started_at) WHERE open = 0 AND pruned = 0`
  ], { discard: true })

/** Maximum number of rotations at a time. */
const batch = 500

interface Ended {
  readonly id: string
  /** Its last execution. */
  readonly number: number
}

/** Rotations that ended at least `retentionMs` ago. They began before, which the index finds. */
const endedBefore = (sql: SqlClient.SqlClient, retentionMs: number) => {
  const before = sql`${sql.literal(databaseClock)} - ${retentionMs}::bigint`
  return sql<Ended>`
    SELECT r.id, coalesce(e.number, 0) AS number
    FROM fleet_rotation r LEFT JOIN fleet_execution e ON e.id = r.id
    WHERE r.open = 0 AND r.pruned = 0 AND r.started_at < ${before} AND (r.record::json->>'updatedAt')::bigint < ${before}
    ORDER BY r.started_at LIMIT ${batch}`
}

const entitiesOf = ({ id, number }: Ended) =>
  Effect.forEach(Array.from({ length: number + 1 }), (_, execution) => executionId({ id, execution }))

/**
 * Deletes the engine's messages and replies of up to 500 rotations that ended at least `retentionMs` ago, in milliseconds.
 * Returns the number of rotations.
 */
export const prune = (retentionMs: number): Effect.Effect<number, SqlError, SqlClient.SqlClient> =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const ended = yield* endedBefore(sql, retentionMs)
    if (ended.length === 0) return 0
    // The table is the engine's, which creates it after the migrations.
    yield* sql`CREATE INDEX IF NOT EXISTS fleet_messages_by_entity ON cluster_messages (entity_id)`
    const entities = (yield* Effect.forEach(ended, entitiesOf)).flat()
    yield* sql.withTransaction(Effect.all([
      sql`
        WITH gone AS (
          DELETE FROM cluster_messages WHERE ${sql.in("entity_id", entities)} AND ${sql.in("entity_type", entityTypes)}
          RETURNING id
        )
        DELETE FROM cluster_replies WHERE request_id IN (SELECT id FROM gone)`,
      sql`UPDATE fleet_rotation SET pruned = 1 WHERE ${sql.in("id", ended.map(({ id }) => id))}`
    ], { discard: true }))
    return ended.length
  })
