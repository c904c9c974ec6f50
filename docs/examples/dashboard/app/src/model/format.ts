/** Amounts and times in words. The page is English, so these are too, whatever the browser's language. */

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

/** An amount to the cent. What is less than a cent is not nothing. */
export const usd = (amount: number): string => amount > 0 && amount < 0.01 ? "<$0.01" : cents.format(amount)

/** An amount as exactly as the service gives it. */
export const exactUsd = (amount: number): string => fractions.format(amount)

/** An amount in the room that an axis has. */
export const shortUsd = (amount: number): string =>
  amount > 0 && amount < 1 ? fractions.format(amount) : compact.format(amount)

/** A part of a whole, from 0 to 1. What is not yet all is not 100%, and what is less than a hundredth is not nothing. */
export const percent = (share: number): string => share > 0 && share < 0.01 ? "<1%" : `${Math.floor(share * 100)}%`

/** A number. */
export const number = (number: number): string => counts.format(number)

/** A number of things. */
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

/** What is shown for a time that cannot be read, where its text is not at hand. */
const unknownTime = "unknown"

/** How far a time lies from `now`: "in 3 days", "2 hours ago". */
export const relativeTime = (time: number, now: number): string => {
  const distance = time - now
  if (!Number.isFinite(distance)) return unknownTime
  // Whole units, or else 23 hours and a half would be "tomorrow" and "in 24 hours" at once.
  const unit = units.find(([, length]) => Math.abs(distance) >= length)
  return unit === undefined ? "just now" : relative.format(Math.trunc(distance / unit[1]), unit[0])
}

const absolute = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" })

/** Date and time in the reader's time zone. */
export const absoluteTime = (time: number): string =>
  Number.isNaN(new Date(time).getTime()) ? unknownTime : absolute.format(time)

// A map, since every object has names such as "constructor".
const resets: ReadonlyMap<string, string> = new Map([["daily", "Daily"], ["weekly", "Weekly"], ["monthly", "Monthly"]])

/** When a limit starts again. A value that the service has added since is shown as it is. */
export const resetName = (reset: string | null): string => reset === null ? "Never" : resets.get(reset) ?? reset

/** A long text without its middle: names that begin alike often end differently. */
export const shorten = (text: string, length: number): string => {
  const characters = Array.from(text)
  if (characters.length <= length) return text
  const half = (length - 1) / 2
  return `${characters.slice(0, Math.ceil(half)).join("")}…${characters.slice(-Math.floor(half)).join("")}`
}

/** How long a wait is, up to the next second: "12 s", "1 min 5 s". */
export const wait = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.ceil(milliseconds / second))
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
