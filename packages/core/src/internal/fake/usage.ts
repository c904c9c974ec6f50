/**
 * What a key has used, and how much of its limit is left. Usage of a day, a week (from Monday) and a month starts again
 * at midnight UTC; nothing runs at midnight for that, the reader compares the periods.
 */
import type { Meter } from "./state.js"

/** The periods in which usage is counted. */
export type Period = "daily" | "weekly" | "monthly"

const dayMillis = 86_400_000

/** The number of the UTC day that `now` falls into. */
export const dayOf = (now: number): number => Math.floor(now / dayMillis)

/** The number of the period that `now` falls into. 1 January 1970, day 0, was a Thursday. */
const periodOf: { readonly [P in Period]: (now: number) => number } = {
  daily: dayOf,
  weekly: (now) => Math.floor((dayOf(now) + 3) / 7),
  monthly: (now) => {
    const date = new Date(now)
    return date.getUTCFullYear() * 12 + date.getUTCMonth()
  }
}

const current = (meter: Meter, period: Period, now: number): number =>
  periodOf[period](meter.at) === periodOf[period](now) ? meter[period] : 0

/** The meter as it reads at `now`. */
export const readMeter = (meter: Meter, now: number): Meter => ({
  total: meter.total,
  daily: current(meter, "daily", now),
  weekly: current(meter, "weekly", now),
  monthly: current(meter, "monthly", now),
  at: now
})

/** The meter after `usd` more were spent at `now`. */
export const spend = (meter: Meter, usd: number, now: number): Meter => {
  const { daily, monthly, total, weekly } = readMeter(meter, now)
  return { total: total + usd, daily: daily + usd, weekly: weekly + usd, monthly: monthly + usd, at: now }
}

/** A meter that reads `usd` in total, all of it spent at `now`. */
export const spentNow = (usd: number, now: number): Meter => ({
  total: usd,
  daily: usd,
  weekly: usd,
  monthly: usd,
  at: now
})

/** What a limit counts: usage since the period's start, or over the key's life where nothing resets. */
const counted = (meter: Meter, limitReset: string | null): number =>
  limitReset === "daily" || limitReset === "weekly" || limitReset === "monthly" ? meter[limitReset] : meter.total

/** What is left of a limit, never below 0; `null` without a limit. Takes meters read at the current time. */
export const remaining = (
  key: { readonly limit: number | null; readonly limitReset: string | null; readonly includeByokInLimit: boolean },
  usage: Meter,
  byok: Meter
): number | null => {
  if (key.limit === null) return null
  const spent = counted(usage, key.limitReset) + (key.includeByokInLimit ? counted(byok, key.limitReset) : 0)
  return Math.max(0, key.limit - spent)
}
