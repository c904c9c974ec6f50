/** Stores each event once, until it is delivered. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import type { Event } from "../../Watch.js"

/** An event to store, unless it is already stored. */
export interface Candidate {
  readonly event: Event
  /** When its period ends, in milliseconds; `null` if it has none. */
  readonly until: number | null
}

type Query<A> = Effect.Effect<A, SqlError, SqlClient.SqlClient>

/** Creates the tables. */
export const migrate: Query<void> = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.all([
    sql`CREATE TABLE IF NOT EXISTS fleet_event (
      id TEXT PRIMARY KEY, at BIGINT NOT NULL, seq BIGINT NOT NULL, until BIGINT, taken BIGINT NOT NULL, body TEXT NOT NULL)`,
    sql`CREATE INDEX IF NOT EXISTS fleet_event_open ON fleet_event (taken, at, seq)`,
    sql`CREATE TABLE IF NOT EXISTS fleet_condition (id TEXT PRIMARY KEY, body TEXT NOT NULL)`
  ], { discard: true }))

const batchOf = 200

/** Stores new events, after those of the same time. */
export const add = (candidates: ReadonlyArray<Candidate>): Query<void> =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const [first] = candidates
    if (first === undefined) return
    const stored = yield* sql<{ readonly next: number | bigint | null }>`
      SELECT max(seq) + 1 AS next FROM fleet_event WHERE taken = 0 AND at = ${Date.parse(first.event.at)}`
    const next = Number(stored[0]?.next ?? 0)
    const rows = candidates.map(({ event, until }, index) => ({
      id: event.id,
      at: Date.parse(event.at),
      seq: next + index,
      until,
      taken: 0,
      body: JSON.stringify(event)
    }))
    const batches = Array.from({ length: Math.ceil(rows.length / batchOf) }, (_, index) =>
      rows.slice(index * batchOf, (index + 1) * batchOf))
    yield* Effect.forEach(
      batches,
      (batch) =>
        sql`INSERT INTO fleet_event ${sql.insert(batch)} ON CONFLICT (id) DO NOTHING`,
      { discard: true }
    )
  })

/** Events that are not delivered, in order. */
export const open: Query<ReadonlyArray<Event>> = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.map(
    sql<{ body: string }>`SELECT body FROM fleet_event WHERE taken = 0 ORDER BY at, seq`,
    (rows) => rows.map(({ body }) => JSON.parse(body) as Event)
  ))

/** Marks an event as delivered. Its ID stays, so that it is not emitted again. */
export const take = ({ id }: Event): Query<void> =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => Effect.asVoid(sql`UPDATE fleet_event SET taken = 1, body = '' WHERE id = ${id}`)
  )

/** How long after its period an event's ID is kept, in milliseconds. */
const keptMs = 7 * 86_400_000

/** Deletes events that cannot be repeated. */
export const forget = (now: number): Query<void> =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => Effect.asVoid(sql`DELETE FROM fleet_event WHERE taken = 1 AND until < ${now - keptMs}`)
  )

/** A condition that lasts for a while, such as an exceeded budget or a key at its limit. */
export interface Condition {
  readonly id: string
  /** Subject of the event when the condition ends. */
  readonly of: {
    readonly budget: string | null
    readonly hash: string | null
    readonly name: string | null
    readonly label: string | null
  }
}

/** Stores a new condition. */
export const hold = ({ id, of }: Condition): Query<void> =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.asVoid(sql`
      INSERT INTO fleet_condition (id, body) VALUES (${id}, ${JSON.stringify(of)}) ON CONFLICT (id) DO NOTHING`))

/** Stores the current conditions, and returns those that have ended. */
export const conditions = (holding: ReadonlyArray<Condition>): Query<ReadonlyArray<Condition>> =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<{ id: string; body: string }>`SELECT id, body FROM fleet_condition`
    const known = new Set(rows.map(({ id }) => id))
    const now = new Set(holding.map(({ id }) => id))
    const fresh = holding.filter(({ id }) => !known.has(id))
    yield* Effect.forEach(fresh, hold, { discard: true })
    const over = rows.filter(({ id }) => !now.has(id))
    yield* Effect.forEach(over, ({ id }) => sql`DELETE FROM fleet_condition WHERE id = ${id}`)
    return over.map(({ body, id }) => ({ id, of: JSON.parse(body) as Condition["of"] }))
  })
