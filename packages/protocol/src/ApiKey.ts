/**
 * Keys as plain, JSON-safe data. Amounts are in USD; timestamps are the ISO-8601 strings that the API sent.
 *
 * @module
 */
import * as Field from "./Field.js"
import { type Problems, recordDecoder } from "./internal/decode.js"

/**
 * When usage counted against a limit resets to zero: at midnight UTC, every day, every Monday, or on the first of the
 * month.
 */
export type LimitReset = "daily" | "weekly" | "monthly"

/** The values of {@link LimitReset}. */
export const limitResets: ReadonlyArray<LimitReset> = ["daily", "weekly", "monthly"]

/** Fields that a key and the current key have in common. */
const spending = {
  /** Label that is safe to show: the first and last characters of the key, such as `sk-or-v1-0e6...1c96`. */
  label: Field.string(),
  /** Spending limit in USD; `null` for no limit. */
  limit: Field.number({ nullable: true }),
  /** Amount of the limit that is left in the current period, in USD; `null` for no limit. */
  limitRemaining: Field.number({
    nullable: true,
    fallback: null
  }),
  /** When usage counted against the limit resets (midnight UTC, weeks from Monday); `null` for never. */
  limitReset: Field.openLiteral(limitResets, {
    nullable: true,
    fallback: null
  }),
  /** Whether usage of your own provider keys (BYOK) counts against the limit. */
  includeByokInLimit: Field.boolean({
    fallback: false
  }),
  /** OpenRouter credits used over the key's life, in USD. */
  usage: Field.number(),
  /** OpenRouter credits used in the current UTC day, in USD. */
  usageDaily: Field.number({
    fallback: 0
  }),
  /** OpenRouter credits used in the current UTC week (Monday to Sunday), in USD. */
  usageWeekly: Field.number({
    fallback: 0
  }),
  /** OpenRouter credits used in the current UTC month, in USD. */
  usageMonthly: Field.number({
    fallback: 0
  }),
  /** External (BYOK) usage over the key's life, in USD. */
  byokUsage: Field.number({
    fallback: 0
  }),
  /** External (BYOK) usage in the current UTC day, in USD. */
  byokUsageDaily: Field.number({
    fallback: 0
  }),
  /** External (BYOK) usage in the current UTC week (Monday to Sunday), in USD. */
  byokUsageWeekly: Field.number({
    fallback: 0
  }),
  /** External (BYOK) usage in the current UTC month, in USD. */
  byokUsageMonthly: Field.number({
    fallback: 0
  }),
  /** When the key expires, ISO-8601 UTC; `null` for never. */
  expiresAt: Field.string({
    format: "date-time",
    nullable: true,
    fallback: null
  }),
  /** User ID of the key's creator: in an organization, the member who created it. */
  creatorUserId: Field.string({
    nullable: true,
    fallback: null
  }),
  /** ID of the workspace the key belongs to. */
  workspaceId: Field.string({
    nullable: true,
    fallback: null
  })
}

/** The fields of an {@link ApiKey}. */
export const apiKeyFields = {
  /** Identifies the key in `get`, `update` and `delete`: the SHA-256 of the secret key, in hex. */
  hash: Field.string(),
  /** Name of the key. */
  name: Field.string(),
  /** Whether the key is switched off. */
  disabled: Field.boolean(),
  /** When the key was created, ISO-8601. */
  createdAt: Field.string({
    format: "date-time"
  }),
  /** When the key was last changed, ISO-8601; `null` for never. */
  updatedAt: Field.string({
    format: "date-time",
    nullable: true,
    fallback: null
  }),
  /** When the key was last used, ISO-8601 UTC; `null` if the service has recorded no use or does not say. */
  lastUsedAt: Field.string({
    format: "date-time",
    nullable: true,
    fallback: null
  }),
  ...spending,
  /** The partner's end user the key was created for. */
  externalUser: Field.string({
    nullable: true,
    fallback: null
  })
}

/** One API key, without its secret. Only `create` returns the secret. */
export interface ApiKey extends Field.Decoded<typeof apiKeyFields> {}

/** An {@link ApiKey} in the service's JSON. */
export interface WireApiKey extends Field.Wire<typeof apiKeyFields> {}

/** The fields of a {@link RateLimit}. */
export const rateLimitFields = {
  /** Number of requests per interval. */
  requests: Field.number(),
  /** The interval, as in `10s`. */
  interval: Field.string(),
  /** A note from the service. */
  note: Field.string()
}

/** A legacy rate limit, no longer used: `requests` is always -1. */
export interface RateLimit extends Field.Decoded<typeof rateLimitFields> {}

/** The fields of {@link FreeModelDailyRequests}. */
export const freeModelDailyRequestsFields = {
  /** Requests made in the current UTC day. */
  used: Field.number(),
  /** Requests allowed per UTC day. */
  limit: Field.number(),
  /** Requests left in the current UTC day. */
  remaining: Field.number()
}

/** The account's daily allowance of requests to free models. Resets at midnight UTC. */
export interface FreeModelDailyRequests extends Field.Decoded<typeof freeModelDailyRequestsFields> {}

/** The fields of a {@link CurrentKey}. */
export const currentKeyFields = {
  ...spending,
  /** Whether the account has never bought credits. */
  isFreeTier: Field.boolean(),
  /** Whether this is a management key; `null` if the server does not say. */
  isManagementKey: Field.boolean({
    nullable: true,
    fallback: null
  }),
  /** Former name of `isManagementKey`; `null` if the server no longer sends it. */
  isProvisioningKey: Field.boolean({
    nullable: true,
    fallback: null
  }),
  /** ID of the organization that owns the key; `null` if a person owns it. */
  organizationId: Field.string({
    nullable: true,
    fallback: null
  }),
  /** Regions the key's requests may be processed in; empty if none is permitted or the server does not say. */
  allowedDataRegions: Field.list(Field.openLiteral(["global", "europe", "us"])),
  /** The account's daily allowance of requests to free models; `null` if the server does not say. */
  freeModelDailyRequests: Field.note<FreeModelDailyRequests>(freeModelDailyRequestsFields),
  /** Legacy rate limit, safe to ignore; `null` if the server does not say. */
  rateLimit: Field.note<RateLimit>(rateLimitFields)
}

/** The key that a request was made with, as `getCurrentKeyMetadata` returns it. */
export interface CurrentKey extends Field.Decoded<typeof currentKeyFields> {}

/** A {@link CurrentKey} in the service's JSON. */
export interface WireCurrentKey extends Field.Wire<typeof currentKeyFields> {}

// =====================================================================================================================
// Wire form
// =====================================================================================================================

/** A decoded value, or a message that names the wrong fields and what was expected. The message contains no values. */
export type Decoded<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string }

const apiKeyDecoder = /* @__PURE__ */ recordDecoder(apiKeyFields)
const currentKeyDecoder = /* @__PURE__ */ recordDecoder(currentKeyFields)

const decoded = <Value>(value: Value | undefined, problems: Problems): Decoded<Value> =>
  value === undefined ? { ok: false, message: problems.join("; ") } : { ok: true, value }

/**
 * Decodes a key from parsed JSON. Unknown fields are ignored, and unknown values of `limitReset` are kept. Missing
 * fields decode as `null`, `false` or 0; only `hash`, `name`, `label`, `disabled`, `limit`, `usage` and `created_at`
 * are required.
 */
export const decodeApiKey = (json: unknown): Decoded<ApiKey> => {
  const problems: Problems = []
  return decoded<ApiKey>(apiKeyDecoder.decode(json, "", problems), problems)
}

/** Encodes a key as the service does. */
export const encodeApiKey = (key: ApiKey): WireApiKey => apiKeyDecoder.encode(key)

/** Decodes the current key from parsed JSON, by the rules of {@link decodeApiKey}. */
export const decodeCurrentKey = (json: unknown): Decoded<CurrentKey> => {
  const problems: Problems = []
  return decoded<CurrentKey>(currentKeyDecoder.decode(json, "", problems), problems)
}

/** Encodes the current key as the service does. */
export const encodeCurrentKey = (key: CurrentKey): WireCurrentKey => currentKeyDecoder.encode(key)
