/**
 * Keys as plain, JSON-safe data. Amounts are in USD; timestamps are the ISO-8601 strings that the API sent.
 *
 * Each value is the schema of the type of the same name. Use it in your own schemas, in an `HttpApi` or an `Rpc`, or as
 * JSON Schema.
 *
 * @module
 */
import * as Protocol from "@openrouter-keys/protocol/ApiKey"
import type { ValueOf } from "@openrouter-keys/protocol/Field"
import type * as Schema from "effect/Schema"
import { fromWire, responseSchema, type WireFields, wireSchema } from "./internal/schema.js"

export type { LimitReset } from "@openrouter-keys/protocol/ApiKey"

/** One API key, without its secret. Only `create` returns the secret. */
export type ApiKey = Protocol.ApiKey

export declare namespace ApiKey {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof typeof Protocol.apiKeyFields]: Schema.Schema<ValueOf<(typeof Protocol.apiKeyFields)[K]>>
  }

  /** An {@link ApiKey} in the service's JSON: snake_case, and fields that were added later may be absent. */
  interface Wire extends Schema.Struct.Encoded<WireFields<typeof Protocol.apiKeyFields>> {}
}

/**
 * Schema of an API key in camelCase JSON, with every field. Unknown fields are ignored, and unknown values of
 * `limitReset` are kept.
 */
export const ApiKey: Schema.Struct<ApiKey.Fields> = /* @__PURE__ */ responseSchema(Protocol.apiKeyFields, {
  identifier: "OpenRouterApiKey",
  description: "One API key, without its secret."
})

/** Schema of an API key in the service's JSON: decodes snake_case and fills in missing fields. */
export const ApiKeyFromWire: Schema.Schema<ApiKey, ApiKey.Wire> = /* @__PURE__ */ fromWire(
  /* @__PURE__ */ wireSchema(Protocol.apiKeyFields, {
    identifier: "OpenRouterWireApiKey",
    description: "One API key, in the service's JSON."
  }),
  ApiKey,
  { decode: Protocol.decodeApiKey, encode: Protocol.encodeApiKey }
)

/** A legacy rate limit, no longer used: `requests` is always -1. */
export type RateLimit = Protocol.RateLimit

export declare namespace RateLimit {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof typeof Protocol.rateLimitFields]: Schema.Schema<ValueOf<(typeof Protocol.rateLimitFields)[K]>>
  }
}

/** Schema of a legacy rate limit. */
export const RateLimit: Schema.Struct<RateLimit.Fields> = /* @__PURE__ */ responseSchema(Protocol.rateLimitFields, {
  identifier: "OpenRouterRateLimit",
  description: "A legacy rate limit, no longer used."
})

/** The account's daily allowance of requests to free models. Resets at midnight UTC. */
export type FreeModelDailyRequests = Protocol.FreeModelDailyRequests

export declare namespace FreeModelDailyRequests {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof typeof Protocol.freeModelDailyRequestsFields]: Schema.Schema<
      ValueOf<(typeof Protocol.freeModelDailyRequestsFields)[K]>
    >
  }
}

/** Schema of the daily allowance of requests to free models. */
export const FreeModelDailyRequests: Schema.Struct<FreeModelDailyRequests.Fields> = /* @__PURE__ */ responseSchema(
  Protocol.freeModelDailyRequestsFields,
  {
    identifier: "OpenRouterFreeModelDailyRequests",
    description: "The account's daily allowance of requests to free models. Resets at midnight UTC."
  }
)

/** The key that a request was made with, as `getCurrentKeyMetadata` returns it. */
export type CurrentKey = Protocol.CurrentKey

export declare namespace CurrentKey {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof typeof Protocol.currentKeyFields]: Schema.Schema<
      ValueOf<(typeof Protocol.currentKeyFields)[K]>
    >
  }

  /** A {@link CurrentKey} in the service's JSON: snake_case, and fields that were added later may be absent. */
  interface Wire extends Schema.Struct.Encoded<WireFields<typeof Protocol.currentKeyFields>> {}
}

/** Schema of the current key in camelCase JSON, with every field. Unknown fields are ignored. */
export const CurrentKey: Schema.Struct<CurrentKey.Fields> = /* @__PURE__ */ responseSchema(Protocol.currentKeyFields, {
  identifier: "OpenRouterCurrentKey",
  description: "The key that a request was made with."
}, { rateLimit: RateLimit, freeModelDailyRequests: FreeModelDailyRequests })

/** Schema of the current key in the service's JSON: decodes snake_case and fills in missing fields. */
export const CurrentKeyFromWire: Schema.Schema<CurrentKey, CurrentKey.Wire> = /* @__PURE__ */ fromWire(
  /* @__PURE__ */ wireSchema(Protocol.currentKeyFields, {
    identifier: "OpenRouterWireCurrentKey",
    description: "The key that a request was made with, in the service's JSON."
  }),
  CurrentKey,
  { decode: Protocol.decodeCurrentKey, encode: Protocol.encodeCurrentKey }
)
