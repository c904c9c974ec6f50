/**
 * A key as the API describes it: plain, JSON-safe data. Amounts are USD, timestamps the ISO-8601 strings the API sent.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { fromWire, joinedLater, listJoinedLater, noteJoinedLater, type Plain, type Wire } from "./internal/wire.js"

/** When usage counted against a limit starts again at zero: midnight UTC, on Mondays, or on the first of the month. */
export type LimitReset = "daily" | "weekly" | "monthly"

/** Known values for the editor's sake; a value the API adds later is kept as it came. */
type Open<Known extends string> = Known | (string & {})

const open = <Known extends string>(): Schema.Schema<Open<Known>, string> => Schema.String

/** What a key and the current key have in common. */
const spending = {
  /** Label that is safe to show: the beginning and the end of the key, as in `sk-or-v1-0e6...1c96`. */
  label: Schema.String,
  /** Spending limit in USD; `null` for no limit. */
  limit: Schema.NullOr(Schema.Number),
  /** What is left of the limit in the current period, in USD; `null` for no limit. */
  limitRemaining: Schema.NullOr(Schema.Number),
  /** When usage counted against the limit starts again (midnight UTC, weeks from Monday); `null` for never. */
  limitReset: Schema.NullOr(open<LimitReset>()),
  /** Whether usage of your own provider keys (BYOK) counts against the limit. */
  includeByokInLimit: Schema.Boolean,
  /** OpenRouter credits used over the key's life, in USD. */
  usage: Schema.Number,
  /** OpenRouter credits used in the current UTC day, in USD. */
  usageDaily: Schema.Number,
  /** OpenRouter credits used in the current UTC week (Monday to Sunday), in USD. */
  usageWeekly: Schema.Number,
  /** OpenRouter credits used in the current UTC month, in USD. */
  usageMonthly: Schema.Number,
  /** External (BYOK) usage over the key's life, in USD. */
  byokUsage: Schema.Number,
  /** External (BYOK) usage in the current UTC day, in USD. */
  byokUsageDaily: Schema.Number,
  /** External (BYOK) usage in the current UTC week (Monday to Sunday), in USD. */
  byokUsageWeekly: Schema.Number,
  /** External (BYOK) usage in the current UTC month, in USD. */
  byokUsageMonthly: Schema.Number,
  /** When the key expires, ISO-8601 UTC; `null` for never. */
  expiresAt: joinedLater(Schema.String),
  /** User ID of the key's creator: in an organization, the member who created it. */
  creatorUserId: joinedLater(Schema.String),
  /** ID of the workspace the key belongs to. */
  workspaceId: joinedLater(Schema.String)
}

const apiKeyFields = {
  /** Identifies the key in `get`, `update` and `delete`: the SHA-256 of the secret key, in hex. */
  hash: Schema.String,
  /** Name of the key. */
  name: Schema.String,
  /** Whether the key is switched off. */
  disabled: Schema.Boolean,
  /** When the key was created, ISO-8601. */
  createdAt: Schema.String,
  /** When the key was last changed, ISO-8601; `null` for never. */
  updatedAt: Schema.NullOr(Schema.String),
  ...spending,
  /** The partner's end user the key was created for. */
  externalUser: joinedLater(Schema.String)
}

/** One API key: everything the API tells of it but the secret itself, which only its creation shows. */
export interface ApiKey extends Plain<typeof apiKeyFields> {}

export declare namespace ApiKey {
  /** An {@link ApiKey} on the wire. */
  export interface Encoded extends Wire<typeof apiKeyFields> {}
}

/**
 * Schema of one API key, from its wire form.
 *
 * Unknown fields are ignored, unknown values of `limitReset` kept, and fields that joined after the first release
 * (`expiresAt`, `creatorUserId`, `workspaceId`, `externalUser`) read as `null` where the answer lacks them.
 */
export const ApiKey: Schema.Schema<ApiKey, ApiKey.Encoded> = fromWire(apiKeyFields)

/** A legacy rate limit, which the service has stopped using: `requests` is always -1. */
export interface RateLimit {
  /** Number of requests per interval. */
  readonly requests: number
  /** The interval, as in `10s`. */
  readonly interval: string
  /** What the service says of it. */
  readonly note: string
}

/** The account's daily allowance of requests to free models; it starts again at midnight UTC. */
export interface FreeModelDailyRequests {
  /** Requests made in the current UTC day. */
  readonly used: number
  /** Requests allowed per UTC day. */
  readonly limit: number
  /** Requests left in the current UTC day. */
  readonly remaining: number
}

const RateLimit: Schema.Schema<RateLimit> = Schema.Struct({
  requests: Schema.Number,
  interval: Schema.String,
  note: Schema.String
})

const FreeModelDailyRequests: Schema.Schema<FreeModelDailyRequests> = Schema.Struct({
  used: Schema.Number,
  limit: Schema.Number,
  remaining: Schema.Number
})

const currentKeyFields = {
  ...spending,
  /** Whether the account has never bought credits. */
  isFreeTier: Schema.Boolean,
  /** Whether this is a management key; `null` from a server that does not say. */
  isManagementKey: joinedLater(Schema.Boolean),
  /** The former name of `isManagementKey`; `null` from a server that has dropped it. */
  isProvisioningKey: joinedLater(Schema.Boolean),
  /** ID of the organization that owns the key; `null` for a person's own. */
  organizationId: joinedLater(Schema.String),
  /** Regions the key's requests may be processed in; empty where none is permitted or the server does not say. */
  allowedDataRegions: listJoinedLater(open<"global" | "europe" | "us">()),
  /** The account's daily allowance of requests to free models. */
  freeModelDailyRequests: noteJoinedLater(FreeModelDailyRequests),
  /** Legacy rate limit, safe to ignore. */
  rateLimit: noteJoinedLater(RateLimit)
}

/** The key a request was made with, as `getCurrentKeyMetadata` describes it. */
export interface CurrentKey extends Plain<typeof currentKeyFields> {}

export declare namespace CurrentKey {
  /** A {@link CurrentKey} on the wire. */
  export interface Encoded extends Wire<typeof currentKeyFields> {}
}

/** Schema of the current key, from its wire form; as tolerant as {@link ApiKey}. */
export const CurrentKey: Schema.Schema<CurrentKey, CurrentKey.Encoded> = fromWire(currentKeyFields)
