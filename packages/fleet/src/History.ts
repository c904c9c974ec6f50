/**
 * Usage over time, which the API does not tell: it is stored by key and day, each time somebody looks.
 *
 * Days are those of UTC. What is stored is described in `docs/fleet/stored.md`; no secret is among it.
 *
 * @module
 */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import * as Effect from "effect/Effect"
import { dayOf, formatDay } from "./internal/history/calendar.js"
import { fromNano, migrate, read, record as recordKeys } from "./internal/history/store.js"

/** What one key spent on one day. */
export interface DayUsage {
  readonly hash: string
  /** Name of the key when it was last seen. */
  readonly name: string
  /** The day in UTC, as in `2026-11-27`. */
  readonly day: string
  /** OpenRouter credits, in USD. */
  readonly usage: number
  /** Usage of your own provider keys (BYOK), in USD. */
  readonly byokUsage: number
  /**
   * Whether the amount is a share of what was spent on several days, since nobody looked in between. The sums of a week
   * and of a month are right all the same.
   */
  readonly estimated: boolean
}

/** Which days. */
export interface Range {
  /** The first day, as in `2026-11-01`. Default: the beginning. */
  readonly from?: string | undefined
  /** The last day, included. Default: the last one there is. */
  readonly to?: string | undefined
}

/** The number of a day; without one, of `fallback`. */
const dayNumber = (day: string | undefined, fallback: number): number => {
  const millis = day === undefined ? Number.NaN : Date.parse(`${day.slice(0, 10)}T00:00:00Z`)
  return Number.isNaN(millis) ? fallback : dayOf(millis)
}

/** The days of a range, as numbers. */
export const daysOf = ({ from, to }: Range): readonly [from: number, to: number] => [
  dayNumber(from, 0),
  dayNumber(to, 4_000_000)
]

/**
 * Stores what the keys have spent since the last time. `keys` are all that there are, disabled ones included: a key that
 * is missing counts as deleted, and its usage stays. `Watch.run` does this each time it looks.
 */
export const record = (keys: Iterable<ApiKey>): Effect.Effect<void, SqlError, SqlClient.SqlClient> =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => Effect.zipRight(migrate, Effect.asVoid(sql.withTransaction(recordKeys(keys))))
  )

/** What keys spent, by day; also keys that are deleted by now. Days without usage are not in it. */
export const usage = (range: Range = {}): Effect.Effect<ReadonlyArray<DayUsage>, SqlError, SqlClient.SqlClient> =>
  Effect.zipRight(migrate, read(...daysOf(range))).pipe(
    Effect.map((rows) =>
      rows.map(({ byok, day, estimated, state, usage }): DayUsage => ({
        hash: state.hash,
        name: state.name,
        day: formatDay(day),
        usage: fromNano(usage),
        byokUsage: fromNano(byok),
        estimated
      }))
    )
  )
