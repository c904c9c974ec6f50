/** Formats amounts and times in English, the language of the page. */

const locale = "en-US"
const cents = new Intl.NumberFormat(locale, { style: "currency", currency: "USD" })
const fractions = new Intl.NumberFormat(locale, { style: "currency", currency: "USD", maximumFractionDigits: 6 })
const compact = new Intl.NumberFormat(locale, {
  style: "currency",
  currency: "USD",
  notation: "compact",
  maximumFractionDigits: 1,
  minimumFractionDigits: 0
})
const counts = new Intl.NumberFormat(locale)

/** An amount to the cent; "<$0.01" for less than a cent. */
export const usd = (amount: number): string => amount > 0 && amount < 0.01 ? "<$0.01" : cents.format(amount)

/** An amount with the precision of the service. */
export const exactUsd = (amount: number): string => fractions.format(amount)

/** A short amount for the axis of a chart. */
export const shortUsd = (amount: number): string =>
  amount > 0 && amount < 1 ? fractions.format(amount) : compact.format(amount)

/** A share from 0 to 1 as a percentage, rounded down; "<1%" for less than a hundredth. */
export const percent = (share: number): string => share > 0 && share < 0.01 ? "<1%" : `${Math.floor(share * 100)}%`

/** A number. */
export const number = (number: number): string => counts.format(number)

/** A number with its noun: "1 key", "2 keys". */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${counts.format(number)} ${number === 1 ? one : many}`

const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" })
const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const units = [
  ["year", 365 * day],
  ["month", 30 * day],
  ["week", 7 * day],
  ["day", day],
  ["hour", hour],
  ["minute", minute]
] as const

/** Text for a time that cannot be read. */
const unknownTime = "unknown"

/** A time relative to `now`: "in 3 days", "2 hours ago". */
export const relativeTime = (time: number, now: number): string => {
  const distance = time - now
  if (!Number.isFinite(distance)) return unknownTime
  // Truncates, so that 23.5 hours are not shown as 24.
  const unit = units.find(([, length]) => Math.abs(distance) >= length)
  return unit === undefined ? "just now" : relative.format(Math.trunc(distance / unit[1]), unit[0])
}

const absolute = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" })

/** Date and time in the reader's time zone. */
export const absoluteTime = (time: number): string =>
  Number.isNaN(new Date(time).getTime()) ? unknownTime : absolute.format(time)

// A map, because objects have inherited properties such as "constructor".
const resets: ReadonlyMap<string, string> = new Map([["daily", "Daily"], ["weekly", "Weekly"], ["monthly", "Monthly"]])

/** The interval of a limit's reset. Unknown values of the service are returned unchanged. */
export const resetName = (reset: string | null): string => reset === null ? "Never" : resets.get(reset) ?? reset

/** Shortens a text in the middle: similar names often differ at the end. */
export const shorten = (text: string, length: number): string => {
  const characters = Array.from(text)
  if (characters.length <= length) return text
  const half = (length - 1) / 2
  return `${characters.slice(0, Math.ceil(half)).join("")}…${characters.slice(-Math.floor(half)).join("")}`
}

/** A duration, rounded up to seconds: "12 s", "1 min 5 s". */
export const wait = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.ceil(milliseconds / second))
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
