/**
 * Usage over time, which the API does not tell: it is stored by key and day, each time somebody looks.
 *
 * Days are those of UTC. A key is stored as it was last seen, with what it spent on each day; no secret is among it.
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

const Options = Schema.Struct(rangeFields).annotations(saidOfParts("Which days.", "a mapping of options"))

/**
 * Stores what the keys have spent since the last time. `keys` are all that there are, disabled ones included: a key that
 * is missing counts as deleted, and its usage stays. `Watch.run` does this each time it looks.
 */
export const record = (keys: Iterable<ApiKey>): Effect.Effect<void, SqlError, SqlClient.SqlClient> =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => Effect.zipRight(migrate, Effect.asVoid(sql.withTransaction(recordKeys(keys))))
  )

/**
 * What keys spent, by day; also keys that are deleted by now. Days without usage are not in it. Fails with an `OptionError`
 * where a day does not exist, or `from` is after `to`.
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
