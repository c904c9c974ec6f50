/** What a key can do at a moment. */
import type { ApiKey } from "@openrouter-keys/core/ApiKey"

/** The one thing that matters most about a key: of a disabled key, the limit does not matter. */
export type KeyState = "active" | "limitReached" | "expired" | "disabled"

/** The states by the words that the page has for them. */
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

/** How far a key has come towards its limit. */
export interface Spending {
  /** USD that count against the limit in its current period; without a limit, all that was ever used. */
  readonly spent: number
  /** `null` for no limit. */
  readonly limit: number | null
  /** From 0 to 1; `null` for no limit. */
  readonly share: number | null
}

/** What was spent of a key's limit. */
export const spendingOf = ({ byokUsage, limit, limitRemaining, usage }: ApiKey): Spending => {
  if (limit === null) return { spent: usage + byokUsage, limit: null, share: null }
  const spent = Math.max(0, limit - (limitRemaining ?? limit))
  return { spent, limit, share: limit <= 0 ? 1 : Math.min(1, spent / limit) }
}
