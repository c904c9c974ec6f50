/** Divides the spending since the last look among days. */
import { firstDay } from "./calendar.js"

/** Spending since the last look, and the API's counters. Amounts are whole numbers of any unit. */
export interface Spending {
  /** Spent since the last look. */
  readonly delta: number
  /** Spent in the current day, week and month. */
  readonly daily: number
  readonly weekly: number
  readonly monthly: number
  /** Day of the last look. */
  readonly since: number
  readonly today: number
}

/** Spending of one day. */
export interface Share {
  readonly day: number
  readonly amount: number
  /** Whether the day is an estimate: the amount was spent on one or more of several days. */
  readonly estimated: boolean
}

/**
 * Divides spending among days. The parts of today, this week and this month are known. Between these borders, the days
 * of a longer gap get equal shares.
 */
export const allocate = ({ daily, delta, monthly, since, today, weekly }: Spending): ReadonlyArray<Share> => {
  if (delta <= 0) return []
  if (since >= today) return [{ day: today, amount: delta, estimated: false }]
  const shares: Array<Share> = []
  const spentToday = Math.min(Math.max(daily, 0), delta)
  if (spentToday > 0) shares.push({ day: today, amount: spentToday, estimated: false })
  let left = delta - spentToday
  let end = today
  let counted = Math.max(daily, 0)
  const borders = [
    { day: firstDay("week", today), counter: weekly },
    { day: firstDay("month", today), counter: monthly }
  ].sort((a, b) => b.day - a.day)
  for (const { counter, day } of borders) {
    if (day <= since || day >= end) continue
    const amount = Math.min(left, Math.max(counter - counted, 0))
    spread(shares, day, end, amount)
    left -= amount
    counted = Math.max(counted, counter)
    end = day
  }
  spread(shares, since, end, left)
  return shares
}

/** Equal shares for the days from `from` up to `to`; the last day gets the remainder. */
const spread = (shares: Array<Share>, from: number, to: number, amount: number): void => {
  if (amount <= 0) return
  const days = to - from
  const each = Math.floor(amount / days)
  for (let day = from; day < to; day++) {
    const share = day === to - 1 ? amount - each * (days - 1) : each
    if (share > 0) shares.push({ day, amount: share, estimated: days > 1 })
  }
}
