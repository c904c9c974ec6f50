/** The state of a key at a point in time. */
import type { ApiKey } from "@openrouter-keys/core/ApiKey"

/** The most important fact about a key: a disabled key is "disabled" even if its limit is reached. */
export type KeyState = "active" | "limitReached" | "expired" | "disabled"

/** The names of the states on the page. */
export const stateNames: Readonly<Record<KeyState, string>> = {
  active: "Active",
  limitReached: "Limit reached",
  expired: "Expired",
  disabled: "Disabled"
}

/** The state of a key at `now`, in milliseconds since 1970. */
export const stateOf = (key: ApiKey, now: number): KeyState => {
  if (key.disabled) return "disabled"
  if (key.expiresAt !== null && Date.parse(key.expiresAt) <= now) return "expired"
  if (key.limitRemaining !== null && key.limitRemaining <= 0) return "limitReached"
  return "active"
}

/** Usage of a key relative to its limit. */
export interface Spending {
  /** USD that count against the limit in its current period; without a limit, the total usage. */
  readonly spent: number
  /** `null` for no limit. */
  readonly limit: number | null
  /** From 0 to 1; `null` for no limit. */
  readonly share: number | null
}

/** The usage of a key relative to its limit. */
export const spendingOf = ({ byokUsage, limit, limitRemaining, usage }: ApiKey): Spending => {
  if (limit === null) return { spent: usage + byokUsage, limit: null, share: null }
  const spent = Math.max(0, limit - (limitRemaining ?? limit))
  return { spent, limit, share: limit <= 0 ? 1 : Math.min(1, spent / limit) }
}
