/**
 * Usage over time, stored by key and day. The API does not have it.
 *
 * Days are in UTC. The database has the last known state of each key and its spending by day, but no secrets.
 *
 * @module
 */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { ApiKey } from "@openrouter-keys/protocol/ApiKey"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { formatDay } from "./internal/history/calendar.js"
import { daysOf, rangeFields } from "./internal/history/range.js"
import { fromNano, migrate, read, record as recordKeys } from "./internal/history/store.js"
import { type OptionError, options } from "./internal/options.js"
import { saidOfParts } from "./internal/shown.js"

/** Spending of one key on one day. */
export interface DayUsage {
  readonly hash: string
  /** Last known name of the key. */
  readonly name: string
  /** The day in UTC, such as `2026-11-27`. */
  readonly day: string
  /** OpenRouter credits, in USD. */
  readonly usage: number
  /** Usage of your own provider keys (BYOK), in USD. */
  readonly byokUsage: number
  /**
   * Whether the amount is an estimate: an equal share of what was spent on several days without a look in between. Sums
   * of weeks and months are exact if there was a look in each week.
   */
  readonly estimated: boolean
}

/** A range of days. */
export interface Range {
  /** The first day, such as `2026-11-01`. Default: the first stored day. */
  readonly from?: string | undefined
  /** The last day, included. Default: the last stored day. */
  readonly to?: string | undefined
}

const Options = Schema.Struct(rangeFields).annotations(saidOfParts("A range of days.", "a mapping of options"))

/**
 * Stores the spending since the last call. `keys` must be all keys, including disabled ones: a missing key counts as
 * deleted, and its stored usage is kept. `Watch.run` calls this at each look.
 */
export const record = (keys: Iterable<ApiKey>): Effect.Effect<void, SqlError, SqlClient.SqlClient> =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => Effect.zipRight(migrate, Effect.asVoid(sql.withTransaction(recordKeys(keys))))
  )

/**
 * Spending by key and day, including deleted keys. Days without usage are left out. Fails with an `OptionError` if a
 * day does not exist, or `from` is after `to`.
 */
export const usage = (
  range: Range = {}
): Effect.Effect<ReadonlyArray<DayUsage>, OptionError | SqlError, SqlClient.SqlClient> =>
  Effect.gen(function*() {
    const [from, to] = yield* Either.flatMap(options(Options, range), daysOf)
    yield* migrate
    return (yield* read(from, to)).map(({ byok, day, estimated, state, usage }): DayUsage => ({
      hash: state.hash,
      name: state.name,
      day: formatDay(day),
      usage: fromNano(usage),
      byokUsage: fromNano(byok),
      estimated
    }))
  })
