/** Converts points in time that callers pass. */

/** Date and time with a zone. Without a zone, a time depends on the machine. */
const zonedDateTime =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,30}))?)?(?:[Zz]|([+-])(\d\d):(\d\d))$/

/** Years after 9999 have a signed form that the service does not document. */
const endOfTime = Date.UTC(10_000, 0)

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** Computed from its parts, because engines differ in the forms they parse. */
const parse = (text: string): number => {
  const [match, ...parts] = zonedDateTime.exec(text) ?? []
  if (match === undefined) return Number.NaN
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(0, 6).map((part) =>
    Number(part ?? 0)
  )
  const [fraction = "", sign = "+", ...offset] = parts.slice(6)
  const [offsetHour = 0, offsetMinute = 0] = offset.map((part) => Number(part ?? 0))
  const isReal = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) &&
    hour <= 23 && minute <= 59 && second <= 59 && offsetHour <= 23 && offsetMinute <= 59
  if (!isReal) return Number.NaN
  const local = Date.UTC(year, month - 1, day, hour, minute, second, Number(fraction.padEnd(3, "0").slice(0, 3)))
  return local - (sign === "-" ? -1 : 1) * (offsetHour * 60 + offsetMinute) * 60_000
}

/** The time of a `Date`, also of another realm such as an iframe or a VM context; `undefined` for anything else. */
export const timeOfDate = (u: unknown): number | undefined => {
  if (typeof u !== "object" || u === null) return undefined
  try {
    // Most values are object literals, and the exception below would take longer than all other checks of a request.
    if (Object.getPrototypeOf(u) === Object.prototype) return undefined
    return Date.prototype.getTime.call(u)
  } catch {
    return undefined
  }
}

const toTime = (input: unknown): number => {
  if (typeof input === "string") return parse(input)
  const time = timeOfDate(input)
  if (time !== undefined) return time
  if (typeof input !== "object" || input === null) return Number.NaN
  // The property has different names in Effect 3 and Effect 4.
  const { epochMillis, epochMilliseconds = epochMillis } = input as Readonly<Record<string, unknown>>
  return typeof epochMilliseconds === "number" ? epochMilliseconds : Number.NaN
}

/** Formats as ISO-8601 UTC with seconds, and fractions if any; `undefined` if it is not a point in time. */
export const toTimestamp = (input: unknown): string | undefined => {
  const time = toTime(input)
  return time >= 0 && time < endOfTime ? new Date(time).toISOString().replace(".000Z", "Z") : undefined
}
