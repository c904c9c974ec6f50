/**
 * What a key has used, and how much of its limit is left. Usage of a day, a week (from Monday) and a month starts again
 * at midnight UTC; nothing runs at midnight for that, the reader compares the periods.
 */
import type { UsageCounter } from "./state.js"

/** The periods in which usage is counted. */
type Period = "daily" | "weekly" | "monthly"

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

const current = (counter: UsageCounter, period: Period, now: number): number =>
  counter[period] === 0 || periodOf[period](counter.at) === periodOf[period](now) ? counter[period] : 0

/** The counter as it reads at `now`. */
export const readCounter = (counter: UsageCounter, now: number): UsageCounter => ({
  total: counter.total,
  daily: current(counter, "daily", now),
  weekly: current(counter, "weekly", now),
  monthly: current(counter, "monthly", now),
  at: now
})

/** The counter after `usd` more were spent at `now`. */
export const addUsage = (counter: UsageCounter, usd: number, now: number): UsageCounter => {
  const { daily, monthly, total, weekly } = readCounter(counter, now)
  return { total: total + usd, daily: daily + usd, weekly: weekly + usd, monthly: monthly + usd, at: now }
}

/** A counter that reads `usd` in total, all of it spent at `now`. */
export const spentNow = (usd: number, now: number): UsageCounter => ({
  total: usd,
  daily: usd,
  weekly: usd,
  monthly: usd,
  at: now
})

/** What a limit counts: usage since the period's start, or over the key's life where nothing resets. */
const counted = (counter: UsageCounter, limitReset: string | null): number =>
  limitReset === "daily" || limitReset === "weekly" || limitReset === "monthly" ? counter[limitReset] : counter.total

/** What is left of a limit, never below 0; `null` without a limit. Takes counters read at the current time. */
export const remaining = (
  key: { readonly limit: number | null; readonly limitReset: string | null; readonly includeByokInLimit: boolean },
  usage: UsageCounter,
  byok: UsageCounter
): number | null => {
  if (key.limit === null) return null
  const spent = counted(usage, key.limitReset) + (key.includeByokInLimit ? counted(byok, key.limitReset) : 0)
  return Math.max(0, key.limit - spent)
}
