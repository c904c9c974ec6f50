/** Formats amounts, times and shares for a terminal. */
import type { Look } from "./style.js"

/** `1234567.5` as `1,234,567.50`. Loading `Intl` would take longer than the rest of the command. */
const grouped = (amount: number): string => amount.toFixed(2).replace(/\B(?=(?:\d{3})+\.)/g, ",")

/** Two significant digits, for amounts below a cent. */
const small = (amount: number): string =>
  amount.toFixed(Math.min(12, 1 - Math.floor(Math.log10(amount)))).replace(/0+$/, "")

/** An amount in USD: `$1,234.50`, `$0.0042`. */
export const usd = (amount: number): string => {
  const size = Math.abs(amount)
  const shown = size !== 0 && size < 0.01 ? small(size) : grouped(size)
  return `${amount < 0 ? "-" : ""}$${shown}`
}

const perPeriod: Readonly<Record<string, string>> = { daily: "/day", weekly: "/week", monthly: "/month" }

/** A limit and its period: `$50/month`, `none`. */
export const limitOf = (limit: number | null, reset: string | null): string =>
  limit === null ? "none" : `${usd(limit).replace(/\.00$/, "")}${reset === null ? "" : perPeriod[reset] ?? ` ${reset}`}`

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const units = [["d", day], ["h", hour], ["min", minute]] as const

const count = (millis: number): string => {
  for (const [unit, size] of units) if (millis >= size) return `${Math.round(millis / size)} ${unit}`
  return "<1 min"
}

/** A time relative to now: `in 6 d`, `3 h ago`, or the day if it is 60 or more days away. */
export const when = (timestamp: string | null, now: number, never = "never"): string => {
  if (timestamp === null) return never
  const millis = Date.parse(timestamp)
  if (Number.isNaN(millis)) return timestamp
  const distance = Math.abs(millis - now)
  if (distance >= 60 * day) return new Date(millis).toISOString().slice(0, 10)
  return millis > now ? `in ${count(distance)}` : `${count(distance)} ago`
}

/** A time to the second: `2027-12-31 23:59:59 UTC`. */
export const moment = (timestamp: string): string => {
  const millis = Date.parse(timestamp)
  return Number.isNaN(millis) ? timestamp : `${new Date(millis).toISOString().slice(0, 19).replace("T", " ")} UTC`
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

/** A bar of at most so many cells. */
export const bar = (share: number, cells: number): string => {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * cells * 8)
  return "█".repeat(Math.floor(filled / 8)) + eighths[filled % 8]!
}

/** A bar on a track, and the share in percent: `█████░░░░░  51%`. */
export const gauge = (share: number, cells: number): string => {
  const filled = share <= 0 ? 0 : Math.min(cells, Math.max(1, Math.round(share * cells)))
  return `${"█".repeat(filled)}${"░".repeat(cells - filled)} ${percent(share).padStart(4)}`
}

/** A share: `51%`, `>999%`. */
export const percent = (share: number): string => share > 9.99 ? ">999%" : `${Math.floor(share * 100 + 1e-9)}%`

/** The colour of a share of a limit. */
export const alarm = (share: number): Look => share >= 1 ? "red" : share >= 0.8 ? "yellow" : "green"

/** `1 key`, `3 keys`. */
export const counted = (amount: number, one: string, many = `${one}s`): string =>
  `${amount} ${amount === 1 ? one : many}`
