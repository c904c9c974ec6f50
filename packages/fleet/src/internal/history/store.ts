/** Stores the last known state of keys, and their usage by day, without secrets. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { allocate } from "./allocate.js"
import { dayOf, firstDay } from "./calendar.js"

/** Fields of a key that are compared between looks. */
export const watchedFields = [
  "name",
  "label",
  "disabled",
  "limit",
  "limitReset",
  "includeByokInLimit",
  "expiresAt",
  "workspaceId",
  "externalUser",
  "creatorUserId",
  "createdAt"
] as const

/** Last known state of a key. */
export type KeyState = Pick<ApiKey, "hash" | typeof watchedFields[number]>

/** A key that changed. */
export interface Changed {
  readonly before: KeyState
  readonly after: ApiKey
  readonly fields: ReadonlyArray<typeof watchedFields[number]>
}

/** Differences between a look and the previous one. */
export interface Observation {
  /** Time of the look, in milliseconds. */
  readonly at: number
  /** Whether this is the first look, which reports no new keys. */
  readonly isFirst: boolean
  readonly appeared: ReadonlyArray<ApiKey>
  readonly changed: ReadonlyArray<Changed>
  readonly gone: ReadonlyArray<KeyState>
}

/** Amounts are stored as whole billionths of a USD, so that sums are exact. */
const toNano = (usd: number): number => Math.round(usd * 1e9)

/** Converts billionths back to USD. */
export const fromNano = (nano: number | bigint): number => Number(nano) / 1e9

/** Creates the tables. */
export const migrate: Effect.Effect<void, SqlError, SqlClient.SqlClient> = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) =>
    Effect.all([
      sql`CREATE TABLE IF NOT EXISTS fleet_key (
      id BIGINT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
      usage BIGINT NOT NULL, byok BIGINT NOT NULL, gone_at BIGINT)`,
      sql`CREATE TABLE IF NOT EXISTS fleet_usage (
      key_id BIGINT NOT NULL, day BIGINT NOT NULL, usage BIGINT NOT NULL, byok BIGINT NOT NULL, estimated BIGINT NOT NULL,
      PRIMARY KEY (key_id, day))`,
      sql`CREATE INDEX IF NOT EXISTS fleet_usage_day ON fleet_usage (day)`,
      sql`CREATE TABLE IF NOT EXISTS fleet_look (id BIGINT PRIMARY KEY, at BIGINT NOT NULL)`
    ], { discard: true })
)

interface KeyRow {
  readonly id: number | bigint
  readonly hash: string
  readonly state: string
  readonly usage: number | bigint
  readonly byok: number | bigint
  readonly gone_at: number | bigint | null
}

/** Rows that a look writes. */
interface Changes {
  readonly keys: Array<
    Record<"id" | "usage" | "byok", number> & Record<"hash" | "state", string> & { gone_at: number | null }
  >
  readonly usage: Array<Record<"key_id" | "day" | "usage" | "byok" | "estimated", number>>
}

const stateOf = (key: KeyState): KeyState => ({
  hash: key.hash,
  ...Object.fromEntries(watchedFields.map((field) => [field, key[field]])) as Omit<KeyState, "hash">
})

/**
 * Stores the state of all keys and their spending since the last look. Repeating it changes
 * nothing.
 */
export const record = (keys: Iterable<ApiKey>): Effect.Effect<Observation, SqlError, SqlClient.SqlClient> =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const at = yield* Clock.currentTimeMillis
    const look = yield* sql<{ at: number | bigint }>`SELECT at FROM fleet_look WHERE id = 1`
    const rows = yield* sql<KeyRow>`SELECT id, hash, state, usage, byok, gone_at FROM fleet_key`
    const before = look[0] === undefined ? null : Number(look[0].at)
    const { changes, observation } = compare(keys, rows, at, before)
    yield* write(sql, changes)
    yield* sql`INSERT INTO fleet_look (id, at) VALUES (1, ${at}) ON CONFLICT (id) DO UPDATE SET at = excluded.at`
    return observation
  })

const compare = (keys: Iterable<ApiKey>, rows: ReadonlyArray<KeyRow>, at: number, before: number | null) => {
  const known = new Map(rows.map((row) => [row.hash, row]))
  const changes: Changes = { keys: [], usage: [] }
  const appeared: Array<ApiKey> = []
  const changed: Array<Changed> = []
  const seen = new Set<string>()
  let nextId = rows.reduce((id, row) => Math.max(id, Number(row.id)), 0) + 1
  for (const key of keys) {
    if (seen.has(key.hash)) continue
    seen.add(key.hash)
    const row = known.get(key.hash)
    const id = row === undefined ? nextId++ : Number(row.id)
    changes.usage.push(...usageOf(key, id, row, at, before))
    const state = JSON.stringify(stateOf(key))
    if (row === undefined || row.gone_at !== null) appeared.push(key)
    else if (row.state !== state) changed.push(changeOf(row.state, key))
    const usage = toNano(key.usage)
    const byok = toNano(key.byokUsage)
    const isSame = row !== undefined && row.gone_at === null && row.state === state
      && Number(row.usage) === usage && Number(row.byok) === byok
    if (!isSame) changes.keys.push({ id, hash: key.hash, state, usage, byok, gone_at: null })
  }
  const gone = rows.filter(({ gone_at, hash }) => gone_at === null && !seen.has(hash))
  for (const { byok, hash, id, state, usage } of gone) {
    changes.keys.push({ id: Number(id), hash, state, usage: Number(usage), byok: Number(byok), gone_at: at })
  }
  const observation: Observation = {
    at,
    isFirst: before === null,
    appeared,
    changed: changed.filter(({ fields }) => fields.length > 0),
    gone: gone.map(({ state }) => JSON.parse(state) as KeyState)
  }
  return { changes, observation }
}

const changeOf = (state: string, after: ApiKey): Changed => {
  const before = JSON.parse(state) as KeyState
  return { before, after, fields: watchedFields.filter((field) => before[field] !== after[field]) }
}

/** A key that is not stored yet counts with its spending of this week and this month, since its creation. */
const usageOf = (
  key: ApiKey,
  id: number,
  row: KeyRow | undefined,
  at: number,
  before: number | null
): Changes["usage"] => {
  const today = dayOf(at)
  const created = Date.parse(key.createdAt)
  const firstCounted = Math.min(firstDay("week", today), firstDay("month", today))
  const lastLook = row === undefined || before === null ? null : Number(row.gone_at ?? before)
  const since = lastLook === null
    ? Math.min(today, Math.max(firstCounted, Number.isFinite(created) ? dayOf(created) : firstCounted))
    : dayOf(lastLook)
  const shares = (total: number, stored: number | bigint, daily: number, weekly: number, monthly: number) =>
    allocate({
      delta: lastLook === null ? toNano(Math.max(daily, weekly, monthly)) : toNano(total) - Number(stored),
      daily: toNano(daily),
      weekly: toNano(weekly),
      monthly: toNano(monthly),
      since,
      today
    })
  const usage = shares(key.usage, row?.usage ?? 0, key.usageDaily, key.usageWeekly, key.usageMonthly)
  const byok = shares(key.byokUsage, row?.byok ?? 0, key.byokUsageDaily, key.byokUsageWeekly, key.byokUsageMonthly)
  const days = new Map<number, Changes["usage"][number]>()
  const dayRow = (day: number) => {
    const known = days.get(day) ?? { key_id: id, day, usage: 0, byok: 0, estimated: 0 }
    days.set(day, known)
    return known
  }
  for (const { amount, day, estimated } of usage) {
    const row = dayRow(day)
    row.usage += amount
    if (estimated) row.estimated = 1
  }
  for (const { amount, day, estimated } of byok) {
    const row = dayRow(day)
    row.byok += amount
    if (estimated) row.estimated = 1
  }
  return [...days.values()]
}

/** Maximum rows per statement: databases limit the number of parameters. */
const rowsAtOnce = 500

const inBatches = <A, E>(rows: ReadonlyArray<A>, run: (batch: ReadonlyArray<A>) => Effect.Effect<unknown, E>) => {
  const batches: Array<ReadonlyArray<A>> = []
  for (let start = 0; start < rows.length; start += rowsAtOnce) batches.push(rows.slice(start, start + rowsAtOnce))
  return Effect.forEach(batches, run, { discard: true })
}

const write = (sql: SqlClient.SqlClient, { keys, usage }: Changes): Effect.Effect<void, SqlError> =>
  Effect.zipRight(
    inBatches(keys, (batch) =>
      sql`INSERT INTO fleet_key ${sql.insert(batch)} ON CONFLICT (id) DO UPDATE SET
        state = excluded.state, usage = excluded.usage, byok = excluded.byok, gone_at = excluded.gone_at`),
    inBatches(usage, (batch) =>
      sql`INSERT INTO fleet_usage ${sql.insert(batch)} ON CONFLICT (key_id, day) DO UPDATE SET
        usage = fleet_usage.usage + excluded.usage, byok = fleet_usage.byok + excluded.byok,
        estimated = CASE WHEN excluded.estimated > fleet_usage.estimated THEN excluded.estimated ELSE fleet_usage.estimated END`)
  )

/** Usage of a key on one day. */
export interface UsageRow {
  readonly state: KeyState
  readonly day: number
  /** Billionths of a USD. */
  readonly usage: number
  readonly byok: number
  readonly estimated: boolean
}

/** Usage from one day to another, both included, sorted by day and then by when keys were first seen. */
export const read = (from: number, to: number): Effect.Effect<ReadonlyArray<UsageRow>, SqlError, SqlClient.SqlClient> =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const keys = yield* sql<{ id: number | bigint; state: string }>`SELECT id, state FROM fleet_key`
    const states = new Map(keys.map(({ id, state }) => [Number(id), JSON.parse(state) as KeyState]))
    const rows = yield* sql<Record<"key_id" | "day" | "usage" | "byok" | "estimated", number | bigint>>`
      SELECT key_id, day, usage, byok, estimated FROM fleet_usage
      WHERE day >= ${from} AND day <= ${to} ORDER BY day, key_id`
    return rows.flatMap((row) => {
      const state = states.get(Number(row.key_id))
      return state === undefined ? [] : [{
        state,
        day: Number(row.day),
        usage: Number(row.usage),
        byok: Number(row.byok),
        estimated: Number(row.estimated) === 1
      }]
    })
  })

/** Usage of each key since a day, in billionths of a USD. */
export const sumsSince = (
  from: number
): Effect.Effect<ReadonlyArray<Omit<UsageRow, "day" | "estimated">>, SqlError, SqlClient.SqlClient> =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(
      sql<{ state: string; usage: number | bigint; byok: number | bigint }>`
        SELECT k.state AS state, u.usage AS usage, u.byok AS byok FROM fleet_key k JOIN (
          SELECT key_id, SUM(usage) AS usage, SUM(byok) AS byok FROM fleet_usage WHERE day >= ${from} GROUP BY key_id
        ) u ON u.key_id = k.id`,
      (rows) =>
        rows.map(({ byok, state, usage }) => ({
          state: JSON.parse(state) as KeyState,
          usage: Number(usage),
          byok: Number(byok)
        }))
    ))

/** Stores that this watch disabled a key, so that the next look does not report it as a change. */
export const noteDisabled = (key: ApiKey): Effect.Effect<void, SqlError, SqlClient.SqlClient> =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.asVoid(sql`
      UPDATE fleet_key SET state = ${JSON.stringify(stateOf({ ...key, disabled: true }))} WHERE hash = ${key.hash}`))
