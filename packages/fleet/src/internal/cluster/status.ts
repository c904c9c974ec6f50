/** How a fleet stands, from its database alone. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Step } from "../rotation/record.js"
import * as Store from "../rotation/store.js"

/** A runner of the cluster. */
export interface Runner {
  /** Host and port under which the others reach it. */
  readonly address: string
  /** Whether the others found it alive when they last asked. */
  readonly healthy: boolean
  /** When it last said that it is alive, ISO-8601. One that has died stays here until its locks have expired. */
  readonly lastSeenAt: string
  /** How many of the shards, over which rotations are spread, it has. All runners together have 300. */
  readonly shards: number
}

/** How a fleet stands. */
export interface Status {
  /** Rotations that go on, by their step. */
  readonly active: Readonly<Record<Step, number>>
  /** Rotations that have stopped, and wait for `confirm` or `cancel`. */
  readonly stopped: number
  /** When the rotation that has not changed for longest, of those that go on, last did, ISO-8601; `null` without one. */
  readonly oldestChangeAt: string | null
  /** For how long the rotation that should have gone on first is overdue, in milliseconds; 0 where none is. */
  readonly overdueMs: number
  /** The runners of a cluster; none in one process. */
  readonly runners: ReadonlyArray<Runner>
}

interface RunnerRow {
  readonly address: string
  readonly healthy: boolean
  readonly last_seen: string
  readonly shards: string
}

/** The engine locks a shard by a number from here on. Whose connection holds the lock is told by its name. */
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

/** Reads how a fleet stands. */
export const status: Effect.Effect<Status, SqlError, SqlClient.SqlClient> = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const now = yield* Clock.currentTimeMillis
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
  return { active, stopped, oldestChangeAt, overdueMs, runners: yield* runnersOf(sql) }
})
