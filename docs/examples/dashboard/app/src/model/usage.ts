/** Usage of keys, in total and by key. */
import type { ApiKey } from "@openrouter-keys/core/ApiKey"

/** The periods that the service counts; days, weeks and months are UTC. */
export type Period = "day" | "week" | "month" | "all"

/** USD used. */
export interface Usage {
  /** OpenRouter credits. */
  readonly openRouter: number
  /** Usage through the user's own provider keys. */
  readonly byok: number
  /** Both. */
  readonly total: number
}

const fields = {
  day: ["usageDaily", "byokUsageDaily"],
  week: ["usageWeekly", "byokUsageWeekly"],
  month: ["usageMonthly", "byokUsageMonthly"],
  all: ["usage", "byokUsage"]
} as const satisfies Record<Period, readonly [keyof ApiKey, keyof ApiKey]>

/** The usage of a key in a period. */
export const usageOf = (key: ApiKey, period: Period): Usage => {
  const [openRouter, byok] = fields[period]
  return { openRouter: key[openRouter], byok: key[byok], total: key[openRouter] + key[byok] }
}

/** The usage of all keys in a period. */
export const totalOf = (keys: ReadonlyArray<ApiKey>, period: Period): Usage => {
  let openRouter = 0
  let byok = 0
  for (const key of keys) {
    const usage = usageOf(key, period)
    openRouter += usage.openRouter
    byok += usage.byok
  }
  return { openRouter, byok, total: openRouter + byok }
}

/** A key and its usage. */
export interface Spender {
  readonly key: ApiKey
  readonly usage: Usage
}

/** The keys with the highest usage in a period, in descending order, without keys that used nothing. */
export const topSpenders = (keys: ReadonlyArray<ApiKey>, period: Period, count: number): ReadonlyArray<Spender> =>
  keys
    .map((key) => ({ key, usage: usageOf(key, period) }))
    .filter(({ usage }) => usage.total > 0)
    .sort((a, b) => b.usage.total - a.usage.total)
    .slice(0, count)

const steps = [1, 2, 4, 6, 8, 10]

/** The end of an axis from 0 that fits `amount`: a number whose quarters are easy to read. */
export const axisEnd = (amount: number): number => {
  if (amount <= 0 || !Number.isFinite(amount)) return 1
  const magnitude = 10 ** Math.floor(Math.log10(amount))
  return (steps.find((step) => step * magnitude >= amount) ?? 10) * magnitude
}
