/**
 * The keys that a fake starts with: those of the options with defaults filled in, or a number of varied ones.
 */
import { labelOf, toTimestamp } from "./key.js"
import type { SeededRandom } from "./random.js"
import { sha256 } from "./sha256.js"
import type { StoredKey, UsageCounter } from "./state.js"
import type { KeySeed } from "./types.js"
import { dayOf } from "./usage.js"

/** Defaults for missing fields of seeds. */
export interface SeedDefaults {
  readonly random: SeededRandom
  /** The time of the start, in milliseconds since the epoch. */
  readonly now: number
  readonly workspaceId: string
  readonly userId: string
}

const minute = 60_000
const day = 1_440 * minute

/** Amounts in USD: total, and in the current month, week and day. */
type Amounts = readonly [
  total: number | undefined,
  monthly: number | undefined,
  weekly: number | undefined,
  daily: number | undefined
]

/** A counter with the given amounts. Missing ones are as if everything had been spent just now. */
const counter = (now: number, [givenTotal, givenMonthly, givenWeekly, givenDaily]: Amounts): UsageCounter => {
  const total = givenTotal ?? Math.max(givenMonthly ?? 0, givenWeekly ?? 0, givenDaily ?? 0)
  const monthly = givenMonthly ?? total
  const weekly = givenWeekly ?? total
  return { total, monthly, weekly, daily: givenDaily ?? Math.min(weekly, monthly), at: now }
}

const fill = (seed: KeySeed, index: number, { random, now, userId, workspaceId }: SeedDefaults): StoredKey => {
  const secret = seed.key ?? random.secret()
  return {
    hash: seed.key === undefined ? seed.hash ?? sha256(secret) : sha256(secret),
    name: seed.name ?? `Key ${index + 1}`,
    label: seed.label ?? labelOf(secret),
    disabled: seed.disabled ?? false,
    limit: seed.limit ?? null,
    limitReset: seed.limitReset ?? null,
    includeByokInLimit: seed.includeByokInLimit ?? false,
    usage: counter(now, [seed.usage, seed.usageMonthly, seed.usageWeekly, seed.usageDaily]),
    byok: counter(now, [seed.byokUsage, seed.byokUsageMonthly, seed.byokUsageWeekly, seed.byokUsageDaily]),
    createdAt: seed.createdAt ?? toTimestamp(now - (index + 1) * minute),
    updatedAt: seed.updatedAt ?? null,
    lastUsedAt: seed.lastUsedAt ?? null,
    expiresAt: seed.expiresAt ?? null,
    creatorUserId: seed.creatorUserId === undefined ? userId : seed.creatorUserId,
    workspaceId: (seed.workspaceId ?? workspaceId).toLowerCase(),
    externalUser: seed.externalUser ?? null
  }
}

const subjects = ["Checkout", "Search", "Support bot", "Evaluation", "CI", "Playground", "Mobile app", "Reports"]
const stages = ["production", "staging", "development"]
const limits = [1, 5, 10, 25, 50, 100, 250, 1_000]
const resets = ["monthly", null, "daily", "weekly"]

const pick = <A>(items: ReadonlyArray<A>, index: number): A => items[index % items.length]!

/** An amount in USD with four decimals, from 0 up to `max`. */
const amount = (random: SeededRandom, max: number): number => random.integer(max * 10_000 + 1) / 10_000

const amounts = (random: SeededRandom, max: number): readonly [number, number, number, number] => {
  const total = amount(random, max)
  const monthly = amount(random, total)
  const weekly = amount(random, monthly)
  return [total, monthly, weekly, amount(random, weekly)]
}

/**
 * When a varied key was last used: after midnight if it has usage of today, and never for two of eight. Draws no random
 * number, so that a seed keeps giving the same secrets.
 */
const lastUse = (
  index: number,
  { byokUsage = 0, expiresAt, usage = 0, usageDaily = 0 }: KeySeed,
  createdAt: number,
  now: number
): string | null => {
  if (index % 8 < 2 || usage + byokUsage === 0) return null
  const until = expiresAt == null ? now : Math.min(now, Date.parse(expiresAt))
  const midnight = dayOf(now) * day
  const from = usageDaily > 0 && midnight < until ? Math.max(createdAt, midnight) : createdAt
  return from > until ? null : toTimestamp(from + Math.floor((until - from) * ((index * 37) % 97) / 97))
}

/** A varied key. The kinds alternate, so that even a few keys differ; the amounts are random. */
const varied = (index: number, createdAt: number, { random, now }: SeedDefaults): KeySeed => {
  const limit = index % 3 === 1 ? null : pick(limits, index)
  const [usage, usageMonthly, usageWeekly, usageDaily] = amounts(random, limit ?? 40)
  const byok = amounts(random, index % 5 === 0 ? 20 : 0)
  const key: KeySeed = {
    name: `${pick(subjects, index)} ${pick(stages, index)} ${index + 1}`,
    disabled: index % 7 === 3,
    limit,
    limitReset: limit === null ? null : pick(resets, Math.floor(index / 2)),
    includeByokInLimit: index % 10 === 0,
    usage,
    usageMonthly,
    usageWeekly,
    usageDaily,
    byokUsage: byok[0],
    byokUsageMonthly: byok[1],
    byokUsageWeekly: byok[2],
    byokUsageDaily: byok[3],
    createdAt: toTimestamp(createdAt),
    updatedAt: index % 4 === 1 ? toTimestamp(createdAt + random.integer(Math.max(1, now - createdAt))) : null,
    // Every fifth key expires; every fourth of those has already expired.
    expiresAt: index % 5 === 2
      ? toTimestamp(index % 20 === 17 ? now - day : now + (1 + random.integer(365)) * day)
      : null,
    externalUser: index % 9 === 6 ? `customer-${index + 1}` : null
  }
  return { ...key, lastUsedAt: lastUse(index, key, createdAt, now) }
}

const manySeeds = (count: number, defaults: SeedDefaults): ReadonlyArray<KeySeed> => {
  let createdAt = defaults.now
  return Array.from({ length: count }, (_, index) => {
    createdAt -= (1 + defaults.random.integer(240)) * minute
    return varied(index, createdAt, defaults)
  })
}

/** The keys at the start, the oldest first. */
export const startingKeys = (
  keys: number | ReadonlyArray<KeySeed>,
  defaults: SeedDefaults
): ReadonlyArray<StoredKey> =>
  (typeof keys === "number" ? manySeeds(keys, defaults) : keys)
    .map((seed, index) => ({ key: fill(seed, index, defaults), index }))
    .sort((a, b) => Date.parse(a.key.createdAt) - Date.parse(b.key.createdAt) || b.index - a.index)
    .map(({ key }) => key)
