/** Status of a fleet, read from its database. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { databaseNow } from "../databaseTime.js"
import type { Step } from "../rotation/record.js"
import * as Store from "../rotation/store.js"

/** A runner of the cluster. */
export interface Runner {
  /** Host and port at which the others reach it. */
  readonly address: string
  /** Whether it was alive when the others last checked. */
  readonly healthy: boolean
  /** Time of its last sign of life, ISO-8601. A dead runner is listed until its locks have expired. */
  readonly lastSeenAt: string
  /** How many shards it has. Rotations are distributed over 300 shards. */
  readonly shards: number
}

/** Status of a fleet. */
export interface Status {
  /** Number of active rotations, by step. */
  readonly active: Readonly<Record<Step, number>>
  /** Number of rotations that have stopped and need `confirm` or `cancel`. */
  readonly stopped: number
  /** The earliest last change among active rotations, ISO-8601; `null` if there are none. */
  readonly oldestChangeAt: string | null
  /** How long the most overdue rotation has been due, in milliseconds; 0 if none is overdue. */
  readonly overdueMs: number
  /** The time of the status, by the clock of the database, ISO-8601. */
  readonly now: string
  /** The runners of a cluster; empty without a cluster. */
  readonly runners: ReadonlyArray<Runner>
}

interface RunnerRow {
  readonly address: string
  readonly healthy: boolean
  readonly last_seen: string
  readonly shards: string
}

/** The engine locks shards by numbers from this one. The name of the connection says which runner holds a lock. */
const firstShard = 1_000_000

const runnersOf = (sql: SqlClient.SqlClient): Effect.Effect<ReadonlyArray<Runner>, SqlError> =>
  sql.onDialectOrElse({
    pg: () =>
      Effect.map(
        sql<RunnerRow>`
          SELECT address, healthy, (extract(epoch from last_heartbeat) * 1000)::bigint::text AS last_seen, (
            SELECT count(*) FROM pg_locks JOIN pg_stat_activity AS activity USING (pid)
            WHERE locktype = 'advisory' AND granted AND classid = 0 AND activity.datname = current_database()
              AND objid BETWEEN ${firstShard + 1} AND ${2 * firstShard - 1}
              AND application_name = left('openrouter-keys ' || address, 63)
          )::text AS shards
          FROM cluster_runners ORDER BY address`,
        (rows) =>
          rows.map(({ address, healthy, last_seen, shards }) => ({
            address,
            healthy,
            lastSeenAt: new Date(Number(last_seen)).toISOString(),
            shards: Number(shards)
          }))
      ),
    orElse: () => Effect.succeed([])
  })

/** Reads the status of a fleet. */
export const status: Effect.Effect<Status, SqlError, SqlClient.SqlClient> = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const now = yield* sql.onDialectOrElse({ pg: () => databaseNow(sql), orElse: () => Clock.currentTimeMillis })
  const open = yield* Store.all({ open: true })
  const active = { issue: 0, grace: 0, drain: 0, disable: 0, keep: 0, delete: 0 }
  let stopped = 0
  let oldest = Infinity
  let overdueMs = 0
  for (const { rotation: { state, step, updatedAt }, wakeAt } of open) {
    if (state === "stopped") {
      stopped++
      continue
    }
    active[step]++
    oldest = Math.min(oldest, updatedAt)
    if (wakeAt !== null) overdueMs = Math.max(overdueMs, now - wakeAt)
  }
  const oldestChangeAt = oldest === Infinity ? null : new Date(oldest).toISOString()
  return {
    active,
    stopped,
    oldestChangeAt,
    overdueMs,
    now: new Date(now).toISOString(),
    runners: yield* runnersOf(sql)
  }
})
