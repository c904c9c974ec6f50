/**
 * The state of a fake as immutable JSON, and the part of it that is persisted.
 */
import type { RandomState } from "./random.js"
import type { KeyStore } from "./store.js"
import type { Account, AnyOperation, RateLimit, RequestOutcome, Restrictions, Result } from "./types.js"
import type { Vector } from "./vector.js"

/** Amounts in USD at the time `at` (milliseconds since the epoch). */
export interface UsageCounter {
  readonly total: number
  readonly daily: number
  readonly weekly: number
  readonly monthly: number
  readonly at: number
}

/** A stored key, without its secret and with usage as counters. */
export interface StoredKey {
  readonly hash: string
  readonly name: string
  readonly label: string
  readonly disabled: boolean
  readonly limit: number | null
  readonly limitReset: string | null
  readonly includeByokInLimit: boolean
  readonly usage: UsageCounter
  readonly byok: UsageCounter
  readonly createdAt: string
  readonly updatedAt: string | null
  readonly lastUsedAt: string | null
  readonly expiresAt: string | null
  readonly creatorUserId: string | null
  readonly workspaceId: string
  readonly externalUser: string | null
}

/** A number that may be infinite, in JSON. */
export type StoredNumber = number | "Infinity"

export const storeNumber = (value: number): StoredNumber => value === Infinity ? "Infinity" : value

export const readNumber = (value: StoredNumber): number => value === "Infinity" ? Infinity : value

/** A pending fault with its remaining `times`. */
export interface StoredFault {
  readonly operation?: AnyOperation
  readonly times: StoredNumber
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text of the body, and whether it is JSON. */
  readonly body?: { readonly text: string; readonly isJson: boolean }
  readonly delay?: StoredNumber
  readonly drop?: "before" | "after"
  readonly cut?: boolean
  readonly malformed?: boolean
}

/** A received request, its secrets redacted. */
export interface LogEntry {
  readonly operation: AnyOperation | null
  readonly method: string
  readonly path: string
  readonly hash: string
  /** The ID in the path. */
  readonly id: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  readonly outcome: RequestOutcome
}

/** The resolved options. */
export interface Settings {
  readonly managementKey: string
  readonly workspaceId: string
  readonly userId: string
  readonly account: Account
  readonly rateLimit: RateLimit | null
  readonly latency: StoredNumber
  /** In lower case. */
  readonly conflicts: ReadonlyArray<string>
  readonly refuseEmptyUpdate: boolean
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

/**
 * The state of the whole API. It contains the management key; to persist a fake, write its {@link PersistedState}.
 */
export interface FakeState {
  readonly settings: Settings
  readonly keys: KeyStore
  readonly restrictions: Restrictions
  readonly random: RandomState
  readonly faults: ReadonlyArray<StoredFault>
  /** The rate limit window: when it opened and how many requests it has had. */
  readonly window: { readonly openedAt: number; readonly requests: number } | null
  readonly log: Vector<LogEntry>
}

/** The stored keys without their secrets. Contains no requests, no faults and no management key. */
export interface PersistedState {
  /** Version of the format. */
  readonly version: 1
  /** Number of random numbers drawn so far. */
  readonly drawn: number
  /** The oldest first. */
  readonly keys: ReadonlyArray<StoredKey>
  /** Guardrails and the allowlists of BYOK credentials, if any. */
  readonly restrictions?: Restrictions
}

// =====================================================================================================================
// Reading
// =====================================================================================================================

interface Kind {
  readonly must: string
  readonly accepts: (value: unknown) => boolean
}

const text: Kind = { must: "a string", accepts: (value) => typeof value === "string" }
const flag: Kind = { must: "true or false", accepts: (value) => typeof value === "boolean" }
const amount: Kind = { must: "a number", accepts: (value) => typeof value === "number" && Number.isFinite(value) }
const count: Kind = {
  must: "a whole number, 0 or more",
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 0
}

const nullable = ({ accepts, must }: Kind): Kind => ({
  must: `${must} or null`,
  accepts: (value) => value === null || accepts(value)
})

const counterKinds: { readonly [Field in keyof UsageCounter]: Kind } = {
  total: amount,
  daily: amount,
  weekly: amount,
  monthly: amount,
  at: amount
}

const keyKinds: { readonly [Field in Exclude<keyof StoredKey, "usage" | "byok">]: Kind } = {
  hash: text,
  name: text,
  label: text,
  disabled: flag,
  limit: nullable(amount),
  limitReset: nullable(text),
  includeByokInLimit: flag,
  createdAt: text,
  updatedAt: nullable(text),
  lastUsedAt: nullable(text),
  expiresAt: nullable(text),
  creatorUserId: nullable(text),
  workspaceId: text,
  externalUser: nullable(text)
}

/** Fields that files of earlier releases lack. */
const fieldDefaults: Readonly<Record<string, unknown>> = { lastUsedAt: null }

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const readFields = <Fields>(
  value: unknown,
  kinds: Readonly<Record<string, Kind>>,
  at: string
): Result<Fields> => {
  if (!isRecord(value)) return { ok: false, message: `${at} must be an object` }
  const fields: Record<string, unknown> = {}
  for (const [name, { accepts, must }] of Object.entries(kinds)) {
    const field = Object.hasOwn(value, name) ? value[name] : fieldDefaults[name]
    if (!accepts(field)) return { ok: false, message: `${at}.${name} must be ${must}` }
    fields[name] = field
  }
  return { ok: true, value: fields as Fields }
}

const readKey = (value: unknown, at: string): Result<StoredKey> => {
  const fields = readFields<Omit<StoredKey, "usage" | "byok">>(value, keyKinds, at)
  if (!fields.ok) return fields
  const record = value as Readonly<Record<string, unknown>>
  const usage = readFields<UsageCounter>(record.usage, counterKinds, `${at}.usage`)
  if (!usage.ok) return usage
  const byok = readFields<UsageCounter>(record.byok, counterKinds, `${at}.byok`)
  return byok.ok ? { ok: true, value: { ...fields.value, usage: usage.value, byok: byok.value } } : byok
}

const isTexts = (value: unknown): value is ReadonlyArray<string> =>
  Array.isArray(value) && value.every((each) => typeof each === "string")

const isAssignment = (value: unknown): boolean =>
  isRecord(value) && text.accepts(value.guardrailId) && text.accepts(value.keyHash)

const isByokKey = (value: unknown): boolean =>
  isRecord(value) && text.accepts(value.id) && nullable(text).accepts(value.workspaceId) &&
  (value.allowedApiKeyHashes === null || isTexts(value.allowedApiKeyHashes))

const areRestrictions = (value: unknown): boolean =>
  isRecord(value) && isTexts(value.guardrails) &&
  Array.isArray(value.assignments) && value.assignments.every(isAssignment) &&
  Array.isArray(value.byokKeys) && value.byokKeys.every(isByokKey)

const readRestrictions = (value: unknown): Result<Pick<PersistedState, "restrictions">> => {
  if (value === undefined) return { ok: true, value: {} }
  return areRestrictions(value)
    ? { ok: true, value: { restrictions: value as unknown as Restrictions } }
    : { ok: false, message: "restrictions must be guardrails, assignments and byokKeys" }
}

/**
 * Reads a persisted state of this or an earlier release from JSON. The message of a failure names the first invalid
 * place.
 */
export const readState = (json: unknown): Result<PersistedState> => {
  if (!isRecord(json)) return { ok: false, message: "the state must be an object" }
  if (json.version !== 1) return { ok: false, message: "version must be 1" }
  if (!count.accepts(json.drawn)) return { ok: false, message: `drawn must be ${count.must}` }
  if (!Array.isArray(json.keys)) return { ok: false, message: "keys must be an array" }
  const keys: Array<StoredKey> = []
  for (const [index, item] of json.keys.entries()) {
    const key = readKey(item, `keys.${index}`)
    if (!key.ok) return key
    keys.push(key.value)
  }
  const restrictions = readRestrictions(json.restrictions)
  if (!restrictions.ok) return restrictions
  return { ok: true, value: { version: 1, drawn: json.drawn as number, keys, ...restrictions.value } }
}
