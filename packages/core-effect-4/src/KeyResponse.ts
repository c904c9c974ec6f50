/**
 * Responses of the operations: envelopes of plain, JSON-safe data. The one exception is a created key, which is
 * `Redacted` so that no log shows it.
 *
 * Each value is the schema of the type of the same name.
 *
 * @module
 */
import type * as Protocol from "@openrouter-keys/protocol/KeyResponse"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { ApiKey, CurrentKey } from "./ApiKey.js"
import { evaluate } from "./internal/schema.js"
import { secret } from "./internal/schemaValues.js"

/** A key of a page that could not be decoded, so it is missing from `data`. */
export type UndecodableKey = Protocol.UndecodableKey

/** Schema of a key that could not be decoded. */
export const UndecodableKey: Schema.Struct<{
  /** Its position on the page, from 0. */
  readonly index: Schema.Codec<number>
  /** Its hash, if it has one. */
  readonly hash: Schema.NullOr<typeof Schema.String>
  /** Which field is wrong and what was expected. */
  readonly message: typeof Schema.String
}> = /* @__PURE__ */ evaluate(() =>
  Schema.Struct({
    index: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
      .annotate({ description: "Its position on the page, from 0." }),
    hash: Schema.NullOr(Schema.String).annotate({
      description: "Its hash, if it has one. The key can still be updated and deleted with it."
    }),
    message: Schema.String.annotate({ description: "Which field is wrong and what was expected." })
  }).annotate({
    identifier: "OpenRouterUndecodableKey",
    description: "A key of a page that could not be decoded, so it is missing from `data`."
  })
)

/** A page of keys, the most recent first: at most 100. */
export type ListResponse = Protocol.ListResponse

/** Schema of the response of `list`. */
export const ListResponse: Schema.Struct<{
  /** The keys. */
  readonly data: Schema.$Array<typeof ApiKey>
  /** Keys of this page that could not be decoded and are not in `data`. Absent if there are none. */
  readonly undecodable: Schema.optionalKey<Schema.$Array<typeof UndecodableKey>>
}> = /* @__PURE__ */ evaluate(() =>
  Schema.Struct({
    data: Schema.Array(ApiKey),
    undecodable: Schema.optionalKey(Schema.Array(UndecodableKey))
  }).annotate({
    identifier: "OpenRouterListResponse",
    description: "A page of keys, the most recent first: at most 100."
  })
)

/** A key that was just created. */
export interface CreateKeysResponse extends Omit<Protocol.CreateKeysResponse, "key"> {
  /** The secret itself. Returned once; it cannot be retrieved later. */
  readonly key: Redacted.Redacted<string>
}

const created = {
  identifier: "OpenRouterCreateKeysResponse",
  description: "A key that was just created, with its secret."
}

/** Schema of the response of `create`. The secret is a string in JSON and `Redacted` when decoded. */
export const CreateKeysResponse: Schema.Struct<{
  /** The key's description. */
  readonly data: typeof ApiKey
  /** The secret itself. Returned once; it cannot be retrieved later. */
  readonly key: Schema.Codec<Redacted.Redacted<string>, string>
}> = /* @__PURE__ */ evaluate(() =>
  Schema.Struct({
    data: ApiKey,
    key: secret({
      description: "The secret itself. Returned once; it cannot be retrieved later.",
      expected: "a non-empty string",
      minLength: 1,
      maxLength: null
    })
  }).annotate(created)
)

/** The requested key. */
export type GetKeyResponse = Protocol.GetKeyResponse

/** Schema of the response of `get`. */
export const GetKeyResponse: Schema.Struct<{
  /** The key. */
  readonly data: typeof ApiKey
}> = /* @__PURE__ */ evaluate(() =>
  Schema.Struct({ data: ApiKey }).annotate({
    identifier: "OpenRouterGetKeyResponse",
    description: "The requested key."
  })
)

/** The key after the change. */
export type UpdateKeysResponse = Protocol.UpdateKeysResponse

/** Schema of the response of `update`. */
export const UpdateKeysResponse: Schema.Struct<{
  /** The key. */
  readonly data: typeof ApiKey
}> = /* @__PURE__ */ evaluate(() =>
  Schema.Struct({ data: ApiKey }).annotate({
    identifier: "OpenRouterUpdateKeysResponse",
    description: "The key after the change."
  })
)

/** Confirms that a key is deleted. */
export type DeleteKeysResponse = Protocol.DeleteKeysResponse

/** Schema of the response of `delete`. */
export const DeleteKeysResponse: Schema.Struct<{
  /** Always `true`. */
  readonly deleted: Schema.Literal<true>
}> = /* @__PURE__ */ evaluate(() =>
  Schema.Struct({ deleted: Schema.Literal(true) }).annotate({
    identifier: "OpenRouterDeleteKeysResponse",
    description: "Confirms that a key is deleted."
  })
)

/** The key that the request was made with. */
export type GetCurrentKeyResponse = Protocol.GetCurrentKeyResponse

/** Schema of the response of `getCurrentKeyMetadata`. */
export const GetCurrentKeyResponse: Schema.Struct<{
  /** The key. */
  readonly data: typeof CurrentKey
}> = /* @__PURE__ */ evaluate(() =>
  Schema.Struct({ data: CurrentKey }).annotate({
    identifier: "OpenRouterGetCurrentKeyResponse",
    description: "The key that the request was made with."
  })
)

/** Responses of the Effect API: a created key is `Redacted`. */
export type Responses<Response> = Response extends Protocol.CreateKeysResponse ? CreateKeysResponse : Response
