/** Stores rotations in the database. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { databaseClock } from "../databaseTime.js"
import { CurrentLease, Taken } from "./guard.js"
import { hasEnded, Json, type Rotation, type Signal } from "./record.js"

/** A stored rotation, and the signal since its last step. */
export interface Stored {
  readonly rotation: Rotation
  readonly signal: Signal | null
  /** Number of its current wait; `null` if it does not wait. */
  readonly wait: number | null
  /** When that wait ends, in milliseconds since the epoch; `null` if only a signal ends it. */
  readonly wakeAt: number | null
  /** Number of the execution that runs its steps. Earlier executions were lost, and run none. */
  readonly execution: number
}

/** Converts a number of a database: a `bigint` from libSQL, a string from PostgreSQL. */
type Stored64 = bigint | number | string

interface Row {
  readonly record: string
  readonly signal: Signal | null
  readonly wait: Stored64 | null
  readonly wake_at: Stored64 | null
  readonly execution: Stored64 | null
}

/** Milliseconds until the next attempt if another process has taken over. */
const takenPause = 30_000

type Sql<A> = Effect.Effect<A, SqlError, SqlClient.SqlClient>

const withSql = <A, E>(use: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>) =>
  Effect.flatMap(SqlClient.SqlClient, use)

const decode = Schema.decodeSync(Json)
const encode = Schema.encodeSync(Json)

const numberOf = (value: Stored64 | null): number | null => value === null ? null : Number(value)

const fromRow = ({ execution, record, signal, wait, wake_at }: Row): Stored => ({
  rotation: decode(record),
  signal,
  wait: numberOf(wait),
  wakeAt: numberOf(wake_at),
  execution: numberOf(execution) ?? 0
})

/** Creates the table of executions. A rotation without a row is in its first execution. */
export const migrateExecutions: Sql<void> = withSql((sql) =>
  Effect.asVoid(sql`
    CREATE TABLE IF NOT EXISTS fleet_execution (
      id TEXT PRIMARY KEY,
      number INTEGER NOT NULL,
      noticed_at BIGINT NOT NULL,
      tries INTEGER NOT NULL
    )`)
)

/** Creates the tables. A key can have only one open rotation. */
export const migrate: Sql<void> = withSql((sql) =>
  Effect.all([
    sql`
      CREATE TABLE IF NOT EXISTS fleet_rotation (
        id TEXT PRIMARY KEY,
        hash TEXT NOT NULL,
        successor TEXT,
        open INTEGER NOT NULL,
        started_at BIGINT NOT NULL,
        record TEXT NOT NULL,
        signal TEXT,
        wait INTEGER,
        wake_at BIGINT,
        lease TEXT,
        lease_until BIGINT
      )`,
    sql`CREATE UNIQUE INDEX IF NOT EXISTS fleet_rotation_open ON fleet_rotation (hash) WHERE open = 1`
  ], { discard: true })
).pipe(Effect.zipRight(migrateExecutions))

/** Selects the columns of a rotation. */
const stored = (sql: SqlClient.SqlClient) =>
  sql`
    SELECT r.record, r.signal, r.wait, r.wake_at, e.number AS execution
    FROM fleet_rotation r LEFT JOIN fleet_execution e ON e.id = r.id`

/** Stores a new rotation, unless the key is already being rotated. */
export const insert = (rotation: Rotation): Sql<boolean> =>
  withSql((sql) => {
    const { id, request: { hash }, startedAt } = rotation
    return Effect.map(
      sql<{ readonly id: string }>`
        INSERT INTO fleet_rotation (id, hash, open, started_at, record)
        SELECT ${id}, ${hash}, 1, ${startedAt}, ${encode(rotation)}
        WHERE NOT EXISTS (SELECT 1 FROM fleet_rotation WHERE open = 1 AND (hash = ${hash} OR successor = ${hash}))
        ON CONFLICT DO NOTHING
        RETURNING id`,
      (rows) => rows.length > 0
    )
  })

/** Reads one rotation. */
export const find = (id: string): Sql<Stored | undefined> =>
  withSql((sql) =>
    Effect.map(
      sql<Row>`${stored(sql)} WHERE r.id = ${id}`,
      (rows) => rows[0] === undefined ? undefined : fromRow(rows[0])
    )
  )

/** Reads all rotations or only open ones, the most recent first. */
export const all = (options: { readonly open: boolean }): Sql<ReadonlyArray<Stored>> =>
  withSql((sql) =>
    Effect.map(
      sql<Row>`${stored(sql)} WHERE r.open >= ${options.open ? 1 : 0} ORDER BY r.started_at DESC, r.id`,
      (rows) => rows.map(fromRow)
    )
  )

/** An overdue rotation. */
export interface Overdue extends Stored {
  /** When a sweep last found it overdue, in milliseconds since the epoch; `null` if it has moved since. */
  readonly noticedAt: number | null
  /** How many executions have begun since it last moved. */
  readonly tries: number
}

interface OverdueRow extends Row {
  readonly noticed_at: Stored64 | null
  readonly tries: Stored64 | null
}

/**
 * Whether a rotation needs no time to pass: it does not wait, or it has a signal. A signal that could not be processed yet
 * stays until the rotation's wait ends.
 */
export const isReady = ({ rotation: { failures }, signal, wait, wakeAt }: Stored): boolean =>
  wait === null || (signal !== null && (failures.count === 0 || wakeAt === null))

const isOverdue = (stored: Stored, before: number): boolean =>
  (stored.wakeAt !== null && stored.wakeAt < before) || (stored.rotation.updatedAt < before && isReady(stored))

const fromOverdueRow = (row: OverdueRow): Overdue => {
  const stored = fromRow(row)
  const noticedAt = numberOf(row.noticed_at)
  return noticedAt === null || stored.rotation.updatedAt > noticedAt
    ? { ...stored, noticedAt: null, tries: 0 }
    : { ...stored, noticedAt, tries: numberOf(row.tries) ?? 0 }
}

/**
 * Reads up to `limit` rotations that are overdue by `overdueMs`, because the engine has lost them: those that have a signal,
 * whose wait is over, or that do not wait although no step is running or waits for its turn. Only in PostgreSQL.
 */
export const overdue = (
  { limit, now, overdueMs }: { readonly now: number; readonly overdueMs: number; readonly limit: number }
): Sql<ReadonlyArray<Overdue>> =>
  withSql((sql) => {
    // Leases are by the clock of the database.
    const leaseClock = sql.onDialectOrElse({ pg: () => sql.literal(databaseClock), orElse: () => sql`${now}` })
    return Effect.map(
      sql<OverdueRow>`
        SELECT r.record, r.signal, r.wait, r.wake_at, e.number AS execution, e.noticed_at, e.tries
        FROM fleet_rotation r LEFT JOIN fleet_execution e ON e.id = r.id
        WHERE r.open = 1 AND (r.signal IS NOT NULL OR r.wait IS NULL OR r.wake_at < ${now - overdueMs})
          AND (r.lease_until IS NULL OR r.lease_until < ${leaseClock})
          AND (r.waiting_until IS NULL OR r.waiting_until < ${leaseClock})
        ORDER BY coalesce(e.noticed_at, 0), r.started_at, r.id`,
      (rows) => rows.map(fromOverdueRow).filter((stored) => isOverdue(stored, now - overdueMs)).slice(0, limit)
    )
  })

/**
 * Stores that a rotation was found overdue in the execution `from`, and the execution that continues it. Returns `false` if
 * another sweep has stored another execution meanwhile: two sweeps may overlap.
 */
export const notice = (id: string, { from, now, number, tries }: {
  readonly from: number
  readonly now: number
  readonly number: number
  readonly tries: number
}): Sql<boolean> =>
  withSql((sql) =>
    Effect.map(
      sql<{ readonly id: string }>`
        INSERT INTO fleet_execution (id, number, noticed_at, tries) VALUES (${id}, ${number}, ${now}, ${tries})
        ON CONFLICT (id) DO UPDATE SET number = ${number}, noticed_at = ${now}, tries = ${tries}
        WHERE fleet_execution.number = ${from}
        RETURNING id`,
      (rows) => rows.length > 0
    )
  )

/**
 * Stores a rotation. Removes the signal that it has processed; a newer one stays. Fails with `Taken`
 * if another process has taken the rotation over.
 */
export const save = (
  rotation: Rotation,
  options: {
    readonly followed?: Signal | null
    readonly wait?: number | null
    readonly wakeAt?: number | null
  } = {}
): Effect.Effect<void, SqlError | Taken, SqlClient.SqlClient> =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const lease = yield* CurrentLease
    const { followed = null, wait = null, wakeAt = null } = options
    const rows = yield* sql<{ readonly id: string }>`
      UPDATE fleet_rotation SET
        record = ${encode(rotation)},
        open = ${hasEnded(rotation) ? 0 : 1},
        successor = ${rotation.successor?.hash ?? null},
        signal = nullif(signal, ${followed}),
        wait = ${wait},
        wake_at = ${wakeAt}
      WHERE id = ${rotation.id} ${lease === null ? sql`` : sql`AND lease = ${lease}`}
      RETURNING id`
    if (rows.length === 0) return yield* new Taken({ afterMs: takenPause })
  })

/** Stores a signal for a rotation, unless it has ended. */
export const tell = (id: string, signal: Signal): Sql<void> =>
  withSql((sql) => Effect.asVoid(sql`UPDATE fleet_rotation SET signal = ${signal} WHERE id = ${id} AND open = 1`))
