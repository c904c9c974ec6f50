/**
 * Usage of a key, and how much of its limit is left. Usage of a day, a week (from Monday) and a month resets at
 * midnight UTC. There is no timer: reading compares the periods.
 */
import type { UsageCounter } from "./state.js"

/** The periods in which usage is counted. */
type Period = "daily" | "weekly" | "monthly"

const dayMillis = 86_400_000

/** Number of the UTC day of `now`. */
export const dayOf = (now: number): number => Math.floor(now / dayMillis)

/** Number of the period of `now`. 1 January 1970, day 0, was a Thursday. */
const periodOf: { readonly [P in Period]: (now: number) => number } = {
  daily: dayOf,
  weekly: (now) => Math.floor((dayOf(now) + 3) / 7),
  monthly: (now) => {
    const date = new Date(now)
    return date.getUTCFullYear() * 12 + date.getUTCMonth()
  }
}

const current = (counter: UsageCounter, period: Period, now: number): number =>
  counter[period] === 0 || periodOf[period](counter.at) === periodOf[period](now) ? counter[period] : 0

/** The usage at the time `now`. */
export const readCounter = (counter: UsageCounter, now: number): UsageCounter => ({
  total: counter.total,
  daily: current(counter, "daily", now),
  weekly: current(counter, "weekly", now),
  monthly: current(counter, "monthly", now),
  at: now
})

/** Adds `usd` spent at `now`. */
export const addUsage = (counter: UsageCounter, usd: number, now: number): UsageCounter => {
  const { daily, monthly, total, weekly } = readCounter(counter, now)
  return { total: total + usd, daily: daily + usd, weekly: weekly + usd, monthly: monthly + usd, at: now }
}

/** A counter of `usd`, all of it spent at `now`. */
export const spentNow = (usd: number, now: number): UsageCounter => ({
  total: usd,
  daily: usd,
  weekly: usd,
  monthly: usd,
  at: now
})

/** The usage that counts against a limit: since the start of the period, or over the key's life if it never resets. */
const counted = (counter: UsageCounter, limitReset: string | null): number =>
  limitReset === "daily" || limitReset === "weekly" || limitReset === "monthly" ? counter[limitReset] : counter.total

/** The amount left of a limit, at least 0; `null` without a limit. Takes counters read at the current time. */
export const remaining = (
  key: { readonly limit: number | null; readonly limitReset: string | null; readonly includeByokInLimit: boolean },
  usage: UsageCounter,
  byok: UsageCounter
): number | null => {
  if (key.limit === null) return null
  const spent = counted(usage, key.limitReset) + (key.includeByokInLimit ? counted(byok, key.limitReset) : 0)
  return Math.max(0, key.limit - spent)
}
