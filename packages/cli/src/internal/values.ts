/** Parsers of option values: amounts, times, durations. */
import { type Parse, right, wrong } from "./spec.js"

const unitMillis: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000
}

const durationForm = /^(\d+(?:\.\d+)?)(ms|s|min|m|h|d|w)$/

const durationIn = (text: string): number | undefined => {
  if (text === "0") return 0
  const [, amount, unit] = durationForm.exec(text) ?? []
  return amount === undefined ? undefined : Number(amount) * unitMillis[unit!]!
}

/** A duration in milliseconds: `90s`, `10m`, `24h`, `7d`, `2w`, `0`. */
export const duration: Parse<number> = (text) => {
  const millis = durationIn(text)
  return millis === undefined || millis > 1e13
    ? wrong(`must be a duration such as 90s, 10m, 24h or 7d, not "${text}"`)
    : right(millis)
}

/** A duration of at least a second. */
export const interval: Parse<number> = (text) => {
  const parsed = duration(text)
  return parsed.ok && parsed.value < 1_000 ? wrong("must be at least 1s") : parsed
}

const amountForm = /^\$?(\d+(?:\.\d+)?|\.\d+)$/

const amountIn = (text: string): number | undefined => {
  const [, digits] = amountForm.exec(text) ?? []
  const amount = Number(digits)
  return digits === undefined || !Number.isFinite(amount) ? undefined : amount
}

/** A limit in USD, `null` for none. */
export const limit: Parse<number | null> = (text) => {
  if (text === "none") return right(null)
  const amount = amountIn(text)
  return amount === undefined
    ? wrong(`must be an amount in USD such as 5 or 12.50, or none, not "${text}"`)
    : right(amount)
}

/** The limit of a rotation's new key. */
export const rotationLimit: Parse<number | null | "same" | "remaining"> = (text) => {
  if (text === "same" || text === "remaining") return right(text)
  const parsed = limit(text)
  return parsed.ok ? parsed : wrong(`must be same, remaining, none or an amount in USD, not "${text}"`)
}

const dayForm = /^\d{4}-\d{2}-\d{2}$/
const instantForm = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:?\d{2})$/

/** Whether the calendar has the day: JavaScript reads February 30 as a day in March. */
const exists = (text: string): boolean => {
  const day = text.slice(0, 10)
  const millis = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(day)
}

/** An expiry: a duration from now (`90d`), a day (its end in UTC), or a date and time with a time zone. `null` for never. */
export const expiry = (now: () => number): Parse<string | null> => (text) => {
  if (text === "never" || text === "none") return right(null)
  const millis = durationIn(text)
  if (millis !== undefined && millis > 0 && millis <= 1e13) return right(new Date(now() + millis).toISOString())
  if (dayForm.test(text) && exists(text)) return right(`${text}T23:59:59Z`)
  const at = instantForm.test(text) && exists(text) ? Date.parse(text.replace(" ", "T")) : Number.NaN
  return Number.isNaN(at)
    ? wrong(
      `must be a duration such as 90d, a day such as 2027-12-31, a time such as 2027-12-31T12:00:00Z, or never, not "${text}"`
    )
    : right(new Date(at).toISOString())
}

/** A day, such as `2026-11-01`. */
export const day: Parse<string> = (text) =>
  dayForm.test(text) && exists(text) ? right(text) : wrong(`must be a day such as 2026-11-01, not "${text}"`)

/** One of some words. */
export const oneOf = <const Words extends ReadonlyArray<string>>(...words: Words): Parse<Words[number]> =>
  Object.assign((text: string) =>
    words.includes(text)
      ? right(text)
      : wrong(`must be ${words.slice(0, -1).join(", ")} or ${words.at(-1)!}, not "${text}"`), { words })

/** A whole number from 1. */
export const positive: Parse<number> = (text) =>
  /^[1-9]\d{0,5}$/.test(text) ? right(Number(text)) : wrong(`must be a whole number of at least 1, not "${text}"`)

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** ID of a workspace. */
export const workspace: Parse<string> = (text) =>
  uuid.test(text) ? right(text) : wrong(`must be the ID (UUID) of a workspace, not "${text}"`)

/** `true` or `false`. */
export const truth: Parse<boolean> = Object.assign(
  (text: string) =>
    text === "true" || text === "false" ? right(text === "true") : wrong(`must be true or false, not "${text}"`),
  { words: ["true", "false"] }
)
