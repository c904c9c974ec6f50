/**
 * A key as the API describes it: plain, JSON-safe data. Amounts are USD, timestamps the ISO-8601 strings the API sent.
 *
 * Each value is the schema of the type of the same name, for composing: as part of a user's own schemas, in an
 * `HttpApi` or an `Rpc`, as JSON Schema.
 *
 * @module
 */
import * as Protocol from "@openrouter-keys/protocol/ApiKey"
import type { ValueOf } from "@openrouter-keys/protocol/Field"
import type * as Schema from "effect/Schema"
import { fromWire, responseSchema, type WireFields, wireSchema } from "./internal/schema.js"

export type { LimitReset } from "@openrouter-keys/protocol/ApiKey"

/** One API key: everything that the API tells of it. Only its creation returns the secret itself. */
export type ApiKey = Protocol.ApiKey

export declare namespace ApiKey {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof typeof Protocol.apiKeyFields]: Schema.Codec<ValueOf<(typeof Protocol.apiKeyFields)[K]>>
  }

  /** An {@link ApiKey} as the service writes it: snake_case, and fields that joined later may be absent. */
  interface Wire extends Schema.Struct.Encoded<WireFields<typeof Protocol.apiKeyFields>> {}
}

/**
 * Schema of an API key in its JSON form: camelCase, with every field. Unknown fields are ignored and unknown values of
 * `limitReset` kept.
 */
export const ApiKey: Schema.Struct<ApiKey.Fields> = /* @__PURE__ */ responseSchema(Protocol.apiKeyFields, {
  identifier: "OpenRouterApiKey",
  description: "One API key: everything that the API tells of it."
})

/** Schema of an API key as the service writes it: decodes snake_case, and fills in fields that the service leaves out. */
export const ApiKeyFromWire: Schema.Codec<ApiKey, ApiKey.Wire> = /* @__PURE__ */ fromWire(
  /* @__PURE__ */ wireSchema(Protocol.apiKeyFields, {
    identifier: "OpenRouterWireApiKey",
    description: "One API key, as the service writes it."
  }),
  ApiKey,
  { decode: Protocol.decodeApiKey, encode: Protocol.encodeApiKey }
)

/** A legacy rate limit, which the service has stopped using: `requests` is always -1. */
export type RateLimit = Protocol.RateLimit

export declare namespace RateLimit {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof typeof Protocol.rateLimitFields]: Schema.Codec<ValueOf<(typeof Protocol.rateLimitFields)[K]>>
  }
}

/** Schema of a legacy rate limit. */
export const RateLimit: Schema.Struct<RateLimit.Fields> = /* @__PURE__ */ responseSchema(Protocol.rateLimitFields, {
  identifier: "OpenRouterRateLimit",
  description: "A legacy rate limit, which the service has stopped using."
})

/** The account's daily allowance of requests to free models; it starts again at midnight UTC. */
export type FreeModelDailyRequests = Protocol.FreeModelDailyRequests

export declare namespace FreeModelDailyRequests {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof typeof Protocol.freeModelDailyRequestsFields]: Schema.Codec<
      ValueOf<(typeof Protocol.freeModelDailyRequestsFields)[K]>
    >
  }
}

/** Schema of the daily allowance of requests to free models. */
export const FreeModelDailyRequests: Schema.Struct<FreeModelDailyRequests.Fields> = /* @__PURE__ */ responseSchema(
  Protocol.freeModelDailyRequestsFields,
  {
    identifier: "OpenRouterFreeModelDailyRequests",
    description: "The account's daily allowance of requests to free models; it starts again at midnight UTC."
  }
)

/** The key a request was made with, as `getCurrentKeyMetadata` describes it. */
export type CurrentKey = Protocol.CurrentKey

export declare namespace CurrentKey {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof typeof Protocol.currentKeyFields]: Schema.Codec<
      ValueOf<(typeof Protocol.currentKeyFields)[K]>
    >
  }

  /** A {@link CurrentKey} as the service writes it: snake_case, and fields that joined later may be absent. */
  interface Wire extends Schema.Struct.Encoded<WireFields<typeof Protocol.currentKeyFields>> {}
}

/** Schema of the current key in its JSON form: camelCase, with every field. Unknown fields are ignored. */
export const CurrentKey: Schema.Struct<CurrentKey.Fields> = /* @__PURE__ */ responseSchema(Protocol.currentKeyFields, {
  identifier: "OpenRouterCurrentKey",
  description: "The key a request was made with."
}, { rateLimit: RateLimit, freeModelDailyRequests: FreeModelDailyRequests })

/** Schema of the current key as the service writes it: decodes snake_case, and fills in what the service leaves out. */
export const CurrentKeyFromWire: Schema.Codec<CurrentKey, CurrentKey.Wire> = /* @__PURE__ */ fromWire(
  /* @__PURE__ */ wireSchema(Protocol.currentKeyFields, {
    identifier: "OpenRouterWireCurrentKey",
    description: "The key a request was made with, as the service writes it."
  }),
  CurrentKey,
  { decode: Protocol.decodeCurrentKey, encode: Protocol.encodeCurrentKey }
)
