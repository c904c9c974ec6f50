/**
 * One stored key, and how it looks from outside: to our users in camelCase, on the wire in snake_case.
 */
import type { ApiKey } from "../../ApiKey.js"
import type { StoredKey } from "./state.js"
import { readMeter, remaining } from "./usage.js"

/** `sk-or-v1-0e6...1c96`: what may be shown of a secret. */
export const labelOf = (secret: string): string => `${secret.slice(0, 12)}...${secret.slice(-4)}`

export const isExpired = (key: StoredKey, now: number): boolean =>
  key.expiresAt !== null && Date.parse(key.expiresAt) <= now

/** What a key and the current key say of limit and usage. */
export const spendingOf = (key: StoredKey, now: number) => {
  const usage = readMeter(key.usage, now)
  const byok = readMeter(key.byok, now)
  return {
    limit: key.limit,
    limitRemaining: remaining(key, usage, byok),
    limitReset: key.limitReset,
    includeByokInLimit: key.includeByokInLimit,
    usage: usage.total,
    usageDaily: usage.daily,
    usageWeekly: usage.weekly,
    usageMonthly: usage.monthly,
    byokUsage: byok.total,
    byokUsageDaily: byok.daily,
    byokUsageWeekly: byok.weekly,
    byokUsageMonthly: byok.monthly
  }
}

/** The key as it reads at `now`. */
export const view = (key: StoredKey, now: number): ApiKey => ({
  hash: key.hash,
  name: key.name,
  label: key.label,
  disabled: key.disabled,
  ...spendingOf(key, now),
  createdAt: key.createdAt,
  updatedAt: key.updatedAt,
  expiresAt: key.expiresAt,
  creatorUserId: key.creatorUserId,
  workspaceId: key.workspaceId,
  externalUser: key.externalUser
})

const wireNames = new Map<string, string>()

const wireName = (name: string): string => {
  const known = wireNames.get(name)
  if (known !== undefined) return known
  const made = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  wireNames.set(name, made)
  return made
}

/** A record under its wire names: `limitRemaining` → `limit_remaining`. */
export const toWire = (record: object): Record<string, unknown> => {
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(record)) out[wireName(name)] = value
  return out
}
