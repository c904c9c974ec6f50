import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

const decimal = /^\s*\d{1,12}(\.\d+)?\s*$/

const milliseconds = (value: string | undefined, unit: number): number | undefined =>
  value !== undefined && decimal.test(value) ? Number(value) * unit : undefined

const withZone = /^[A-Za-z]{3,9}, /
const withoutZone = /^[A-Za-z]{3} [A-Za-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/

/** A date in one of HTTP's three forms; `Date.parse` alone also takes `-5` and other texts for dates. */
const httpDate = (value = "", now: number): number | undefined => {
  const text = withoutZone.test(value) ? `${value} GMT` : value
  const time = withZone.test(value) || text !== value ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? undefined : Math.max(0, time - now)
}

/**
 * How long a service asks to wait: `retry-after-ms`, or else `Retry-After` in seconds or as an HTTP date (RFC 9110,
 * 10.2.3). `now` is milliseconds since the epoch.
 */
export const retryAfter = (
  headers: { readonly [name: string]: string },
  now: number
): Option.Option<Duration.Duration> =>
  Option.map(
    Option.fromNullable(
      milliseconds(headers["retry-after-ms"], 1) ?? milliseconds(headers["retry-after"], 1000) ??
        httpDate(headers["retry-after"], now)
    ),
    Duration.millis
  )
