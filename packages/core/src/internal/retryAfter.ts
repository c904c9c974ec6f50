import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

const decimal = /^\s*\d+(\.\d+)?\s*$/

const milliseconds = (value: string | undefined, unit: number): number | undefined =>
  value !== undefined && decimal.test(value) ? Number(value) * unit : undefined

/** A date as HTTP writes it; `Date.parse` alone also takes `-5` and other texts for dates. */
const httpDate = (value: string | undefined, now: number): number | undefined => {
  const time = value !== undefined && /^[A-Za-z]{3,9}, /.test(value) ? Date.parse(value) : Number.NaN
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
