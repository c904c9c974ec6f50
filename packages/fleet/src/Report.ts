/**
 * Spending by key, end user, creator, workspace or prefix, from the stored history.
 *
 * @module
 */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Range } from "./History.js"
import { type Period, periodName } from "./internal/history/calendar.js"
import { daysOf, rangeFields } from "./internal/history/range.js"
import { fromNano, type KeyState, migrate, read, type UsageRow } from "./internal/history/store.js"
import * as Lineage from "./internal/lineage.js"
import { plainName } from "./internal/names.js"
import { type OptionError, options as check, text } from "./internal/options.js"
import { maybe, said, saidOfParts } from "./internal/shown.js"

/** How spending is grouped. */
export type By = "key" | "externalUser" | "creator" | "workspace" | "prefix"

/** Options of `spend`. */
export interface SpendOptions extends Range {
  /** Default: `"key"`. A key and its successors by rotation are one group. */
  readonly by?: By | undefined
  /** One row per day, week (from Monday) or month. Default: one row for the whole time. */
  readonly period?: Period | undefined
  /** End of the prefix in a name. Default: `"/"`, so the prefix of `prod/checkout` is `prod/`. */
  readonly separator?: string | undefined
}

/** Spending of a group in a period. */
export interface SpendRow {
  /** The period: `2026-11-27`, `2026-11-23` (its Monday) or `2026-11`; `null` for the whole time. */
  readonly period: string | null
  /** The group: a key's hash, a user, a workspace or a prefix; `null` for keys without one. */
  readonly group: string | null
  /** Name of the group: for a key, its current name; `(none)` for keys without a group. */
  readonly name: string
  /** Number of keys with spending; a key and its successors count as one. */
  readonly keys: number
  /** OpenRouter credits, in USD. */
  readonly usage: number
  /** Usage of your own provider keys (BYOK), in USD. */
  readonly byokUsage: number
}

interface Group {
  readonly period: string | null
  readonly group: string | null
  name: string
  newest: string
  readonly keys: Set<string>
  usage: number
  byok: number
}

const prefixOf = (name: string, separator: string): string | null => {
  const end = separator === "" ? -1 : name.indexOf(separator)
  return end === -1 ? null : name.slice(0, end + separator.length)
}

const groupOf = (state: KeyState, by: By, root: string, separator: string): string | null => {
  switch (by) {
    case "key":
      return root
    case "externalUser":
      return state.externalUser
    case "creator":
      return state.creatorUserId
    case "workspace":
      return state.workspaceId
    case "prefix":
      return prefixOf(state.name, separator)
  }
}

/** Name of the group of keys without one. */
const nobody = "(none)"

/** The name without the mark of a rotation. */
const nameOf = ({ name }: KeyState): string => plainName(name)?.name ?? name

const sum = (
  rows: ReadonlyArray<UsageRow>,
  roots: ReadonlyMap<string, string>,
  { by = "key", period, separator = "/" }: SpendOptions
): ReadonlyArray<SpendRow> => {
  const groups = new Map<string, Group>()
  for (const { byok, day, state, usage } of rows) {
    const root = roots.get(state.hash) ?? state.hash
    const group = groupOf(state, by, root, separator)
    const time = period === undefined ? null : periodName(period, day)
    const id = JSON.stringify([time, group])
    const known = groups.get(id)
      ?? { period: time, group, name: group ?? nobody, newest: "", keys: new Set(), usage: 0, byok: 0 }
    if (by === "key" && state.createdAt >= known.newest) {
      known.newest = state.createdAt
      known.name = nameOf(state)
    }
    known.keys.add(root)
    known.usage += usage
    known.byok += byok
    groups.set(id, known)
  }
  return [...groups.values()].sort(byPeriodAndUsage).map(({ byok, group, keys, name, period, usage }) => ({
    period,
    group,
    name,
    keys: keys.size,
    usage: fromNano(usage),
    byokUsage: fromNano(byok)
  }))
}

const byPeriodAndUsage = (a: Group, b: Group): number => {
  if (a.period !== b.period) return (a.period ?? "") < (b.period ?? "") ? -1 : 1
  return b.usage + b.byok - a.usage - a.byok || (a.name < b.name ? -1 : 1)
}

const Options = Schema.Struct({
  ...rangeFields,
  by: maybe(
    Schema.Literal("key", "externalUser", "creator", "workspace", "prefix"),
    said("How spending is grouped.", "\"key\", \"externalUser\", \"creator\", \"workspace\" or \"prefix\"")
  ),
  period: maybe(
    Schema.Literal("day", "week", "month"),
    said("One row for each.", "\"day\", \"week\" or \"month\"; leave it out for the whole time")
  ),
  separator: text("End of the prefix in a name.")
}).annotations(saidOfParts("Options of `spend`.", "a mapping of options"))

/**
 * Spending by group, sorted by period and then by amount, the highest first. Deleted keys count. Spending is known
 * from the first look of a watch; of the week and month of that look, only the sum is known. Fails with an `OptionError`
 * if an option is invalid, such as a day that does not exist.
 */
export const spend = (
  options: SpendOptions = {}
): Effect.Effect<ReadonlyArray<SpendRow>, OptionError | SqlError, SqlClient> =>
  Effect.gen(function*() {
    const valid = yield* check(Options, options)
    const [from, to] = yield* daysOf(valid)
    yield* Effect.zipRight(migrate, Lineage.migrate)
    return sum(yield* read(from, to), yield* Lineage.all, valid)
  })

const columns = ["period", "group", "name", "keys", "usage", "byokUsage"] as const

/** A CSV cell. An apostrophe marks text that a spreadsheet would evaluate as a formula. */
const cell = (value: string | number | null): string => {
  if (value === null) return ""
  if (typeof value === "number") return plainNumber(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text
}

/** Without an exponent. */
const plainNumber = (value: number): string =>
  String(value).includes("e") ? value.toFixed(9).replace(/0+$/, "") : String(value)

/** The rows as CSV (RFC 4180) with a header line. */
export const toCsv = (rows: ReadonlyArray<SpendRow>): string =>
  [columns.join(","), ...rows.map((row) => columns.map((column) => cell(row[column])).join(",")), ""].join("\r\n")

/** The rows as JSON. */
export const toJson = (rows: ReadonlyArray<SpendRow>): string => `${JSON.stringify(rows, null, 2)}\n`
