/** Filters and sorts the keys of the table. */
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { type KeyState, spendingOf, stateOf } from "./keyState.js"
import { lastUsedOf } from "./keyView.js"

/** The column that the keys are sorted by. */
export type SortColumn = "name" | "state" | "usage" | "resets" | "expires" | "used" | "created"

/** A sort order. */
export interface Sort {
  readonly column: SortColumn
  readonly isDescending: boolean
}

/** A filter for keys. */
export interface Filter {
  /** Part of a name, label, hash or external user. */
  readonly text: string
  readonly state: KeyState | "all"
  /** Whether disabled keys are shown. The state "disabled" shows them in any case. */
  readonly showDisabled: boolean
}

const includes = (text: string) => (part: string | null): boolean => part?.toLowerCase().includes(text) ?? false

const matches = ({ showDisabled, state, text }: Filter, now: number) => {
  const holds = includes(text.trim().toLowerCase())
  return (key: ApiKey): boolean => {
    const actual = stateOf(key, now)
    return (state === "all" ? showDisabled || actual !== "disabled" : actual === state) &&
      [key.name, key.label, key.hash, key.externalUser].some(holds)
  }
}

const stateOrder: ReadonlyArray<KeyState> = ["active", "limitReached", "expired", "disabled"]
const resetOrder: ReadonlyArray<string | null> = ["daily", "weekly", "monthly"]
const { compare } = new Intl.Collator("en", { numeric: true, sensitivity: "base" })

const rank = <A>(order: ReadonlyArray<A>, value: A): number => {
  const index = order.indexOf(value)
  return index < 0 ? order.length : index
}

// "Never" and unreadable times sort after all others.
const timeOf = (timestamp: string | null): number => {
  const time = timestamp === null ? Infinity : Date.parse(timestamp)
  return Number.isNaN(time) ? Infinity : time
}

// For past times, "never" sorts before all others.
const pastOf = (timestamp: string | null): number => {
  const time = timeOf(timestamp)
  return time === Infinity ? -Infinity : time
}

const difference = (a: number, b: number): number => a === b ? 0 : a - b

const comparison = (column: SortColumn, now: number): (a: ApiKey, b: ApiKey) => number => {
  switch (column) {
    case "name":
      return (a, b) => compare(a.name, b.name)
    case "state":
      return (a, b) => rank(stateOrder, stateOf(a, now)) - rank(stateOrder, stateOf(b, now))
    case "usage":
      return (a, b) => spendingOf(a).spent - spendingOf(b).spent
    case "resets":
      return (a, b) => rank(resetOrder, a.limitReset) - rank(resetOrder, b.limitReset)
    case "expires":
      return (a, b) => difference(timeOf(a.expiresAt), timeOf(b.expiresAt))
    case "used":
      return (a, b) => difference(pastOf(lastUsedOf(a)), pastOf(lastUsedOf(b)))
    case "created":
      return (a, b) => difference(pastOf(a.createdAt), pastOf(b.createdAt))
  }
}

/** The keys of the table, filtered and sorted. The sort is stable. */
export const viewOf = (
  keys: ReadonlyArray<ApiKey>,
  filter: Filter,
  { column, isDescending }: Sort,
  now: number
): ReadonlyArray<ApiKey> => {
  const compared = comparison(column, now)
  return keys
    .filter(matches(filter, now))
    .sort((a, b) => isDescending ? compared(b, a) : compared(a, b))
}

const descendingFirst: ReadonlySet<SortColumn> = new Set(["usage", "used", "created"])

/** The order after a click on a column's header: reversed for the current column, otherwise the column's default. */
export const sortBy = (column: SortColumn, current: Sort): Sort => ({
  column,
  isDescending: column === current.column ? !current.isDescending : descendingFirst.has(column)
})
