/**
 * Reads how long a service asks to wait.
 *
 * @module
 */
import { parseJson, propertyOf } from "./internal/json.js"

type Headers = Readonly<Record<string, string>>

/** Longer values are neither numbers nor dates. The limit bounds the work that a server can cause. */
const maxLength = 64

const read = (headers: Headers, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === "string" && value.length <= maxLength ? value.trim() : undefined
}

const decimal = /^\d+(?:\.\d+)?$/

/** The number in a header, or the largest of several: a repeated header arrives as a list. */
const numberIn = (headers: Headers, name: string): number | undefined => {
  const values = read(headers, name)?.split(",").map((each) => each.trim())
  return values?.every((each) => decimal.test(each)) === true ? Math.max(...values.map(Number)) : undefined
}

const withZone = /^[A-Za-z]{3,9}, /
const withoutZone = /^[A-Za-z]{3} [A-Za-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/

/** A date in one of HTTP's three formats. `Date.parse` alone would also accept `-5` and other texts. */
const httpDate = (value: string): number | undefined => {
  const isAsctime = withoutZone.test(value)
  const time = isAsctime || withZone.test(value) ? Date.parse(isAsctime ? `${value} GMT` : value) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

const retryAfterHeader = (headers: Headers, receivedAt: number): number | undefined => {
  const milliseconds = numberIn(headers, "retry-after-ms")
  if (milliseconds !== undefined) return milliseconds
  const seconds = numberIn(headers, "retry-after")
  if (seconds !== undefined) return seconds * 1000
  const date = httpDate(read(headers, "retry-after") ?? "")
  return date === undefined ? undefined : Math.max(0, date - receivedAt)
}

const year2001InSeconds = 1e9
const year1973InMilliseconds = 1e11

/** The end of a rate limit window, in seconds or milliseconds since the epoch. Smaller numbers are ignored. */
const resetHeader = (headers: Headers, receivedAt: number): number | undefined => {
  const reset = numberIn(headers, "x-ratelimit-reset")
  if (reset === undefined || reset < year2001InSeconds) return undefined
  return Math.max(0, (reset < year1973InMilliseconds ? reset * 1000 : reset) - receivedAt)
}

const isScalar = (value: unknown): boolean => typeof value === "string" || typeof value === "number"

/** Objects with more properties are not headers. The limit bounds the work that a server can cause. */
const maxHeaders = 200

/** Headers in `error.metadata.headers` of a body, with names in any letter case. */
const headersInBody = (text: string): Headers => {
  const headers = propertyOf(propertyOf(propertyOf(parseJson(text), "error"), "metadata"), "headers")
  const out: Record<string, string> = {}
  if (typeof headers !== "object" || headers === null) return out
  for (const [given, value] of Object.entries(headers).slice(0, maxHeaders)) {
    out[given.toLowerCase()] = [value].flat().filter(isScalar).join()
  }
  return out
}

/**
 * Milliseconds that the service asks to wait, or `null`. Reads `retry-after-ms`, `Retry-After` (seconds or an HTTP
 * date, RFC 9110, 10.2.3) and, with status 429, the reset time in `X-RateLimit-Reset`; first in the headers (names in
 * lower case), then in `error.metadata.headers` of the body. `receivedAt` is when the response arrived, in milliseconds
 * since the epoch. Invalid values are ignored; a time in the past is 0.
 */
export const retryAfterMs = (headers: Headers, bodyText: string, receivedAt: number, status = 429): number | null => {
  for (const each of [headers, headersInBody(bodyText)]) {
    // Other responses have the reset time too, but there it does not say when to retry.
    const asked = retryAfterHeader(each, receivedAt) ?? (status === 429 ? resetHeader(each, receivedAt) : undefined)
    if (asked !== undefined) return asked
  }
  return null
}
