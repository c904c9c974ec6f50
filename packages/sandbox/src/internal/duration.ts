/**
 * Parses durations such as `200ms`, `1.5s`, `10m` and `1 hour`.
 */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

const long: Readonly<Record<string, string>> = { milli: "ms", second: "s", minute: "m", hour: "h" }

const form = /^(\d+(?:\.\d+)?) *(?:(ms|s|m|h)|(milli|second|minute|hour)s?)$/

export const parseDuration = (text: string): Option.Option<Duration.Duration> =>
  Option.map(
    Option.fromNullable(form.exec(text.trim())),
    ([, amount, short, unit = ""]) => Duration.millis(Number(amount) * (units[short ?? long[unit] ?? "ms"] ?? 1))
  )

/** The form of a duration, for messages. */
export const durationForm = "a duration such as 200ms, 1.5s or 10m"
