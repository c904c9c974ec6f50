/**
 * Converts a stored key to an `ApiKey` and to its wire form.
 */
import type { ApiKey } from "../ApiKey.js"
import type { StoredKey } from "./state.js"
import { readCounter, remaining } from "./usage.js"

const prefixForm = /^sk-or-[a-z0-9]{1,8}-/

/** The label of a secret, such as `sk-or-v1-0e6...1c96`. */
export const labelOf = (secret: string): string => {
  const shown = (prefixForm.exec(secret)?.[0].length ?? 9) + 3
  return `${secret.slice(0, shown)}...${secret.slice(-4)}`
}

/** An ISO-8601 timestamp in UTC. */
export const toTimestamp = (millis: number): string => new Date(millis).toISOString()

export const isExpired = (key: StoredKey, now: number): boolean =>
  key.expiresAt !== null && Date.parse(key.expiresAt) <= now

/** Limit and usage, the same for a key and the current key. */
export const spendingOf = (key: StoredKey, now: number) => {
  const usage = readCounter(key.usage, now)
  const byok = readCounter(key.byok, now)
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

/** The key at the time `now`. */
export const toApiKey = (key: StoredKey, now: number): ApiKey => ({
  hash: key.hash,
  name: key.name,
  label: key.label,
  disabled: key.disabled,
  ...spendingOf(key, now),
  createdAt: key.createdAt,
  updatedAt: key.updatedAt,
  lastUsedAt: key.lastUsedAt,
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

/** A record with its wire names: `limitRemaining` → `limit_remaining`. */
export const toWire = (record: object): Record<string, unknown> => {
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(record)) out[wireName(name)] = value
  return out
}
