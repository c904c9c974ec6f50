/** Days, weeks and months as the API counts them: in UTC, weeks from Monday. A day is a number of days since 1970. */

/** A period in which spending is counted. */
export type Period = "day" | "week" | "month"

const dayMs = 86_400_000

/** The day of a time. */
export const dayOf = (millis: number): number => Math.floor(millis / dayMs)

/** The start of a day. */
export const startOfDay = (day: number): number => day * dayMs

/** The day as `2026-11-27`. */
export const formatDay = (day: number): string => new Date(startOfDay(day)).toISOString().slice(0, 10)

/** The first day of the period that a day is in. */
export const firstDay = (period: Period, day: number): number => {
  switch (period) {
    case "day":
      return day
    case "week":
      // The first day of 1970 was a Thursday.
      return day - (day + 3) % 7
    case "month": {
      const date = new Date(startOfDay(day))
      return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1))
    }
  }
}

/** The first day of the period after the one that a day is in. */
export const nextFirstDay = (period: Period, day: number): number => {
  switch (period) {
    case "day":
      return day + 1
    case "week":
      return firstDay("week", day) + 7
    case "month": {
      const date = new Date(startOfDay(day))
      return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1))
    }
  }
}

/** The period's name: `2026-11-27`, `2026-11-23` (its Monday) or `2026-11`. */
export const periodName = (period: Period, day: number): string => {
  const first = formatDay(firstDay(period, day))
  return period === "month" ? first.slice(0, 7) : first
}

/** Parses a day such as `2026-11-27`; `null` if it is invalid or does not exist. */
export const parseDay = (text: string): number | null => {
  const millis = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(millis)) return null
  const day = dayOf(millis)
  return formatDay(day) === text ? day : null
}
