/**
 * What the operations answer: envelopes of plain, JSON-safe data. The one exception is a created key, which is
 * `Redacted` so that no log shows it.
 *
 * @module
 */
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { ApiKey, CurrentKey } from "./ApiKey.js"

/** A page of keys, the most recent first: at most 100. */
export interface ListResponse {
  /** The keys. */
  readonly data: ReadonlyArray<ApiKey>
}

/** @internal */
export const ListResponse = Schema.Struct({ data: Schema.Array(ApiKey) })

/** A key that was just created. */
export interface CreateKeysResponse {
  /** What the API tells of the key. */
  readonly data: ApiKey
  /** The secret itself: shown this once, and never to be had again. */
  readonly key: Redacted.Redacted<string>
}

/** @internal */
export const CreateKeysResponse = Schema.Struct({ data: ApiKey, key: Schema.Redacted(Schema.NonEmptyString) })

/** The key that was asked for. */
export interface GetKeyResponse {
  /** The key. */
  readonly data: ApiKey
}

/** @internal */
export const GetKeyResponse = Schema.Struct({ data: ApiKey })

/** The key as it is after the change. */
export interface UpdateKeysResponse {
  /** The key. */
  readonly data: ApiKey
}

/** @internal */
export const UpdateKeysResponse = GetKeyResponse

/** Confirms that a key is gone. */
export interface DeleteKeysResponse {
  /** Always `true`. */
  readonly deleted: true
}

/** @internal */
export const DeleteKeysResponse = Schema.Struct({ deleted: Schema.Literal(true) })

/** The key the request was made with. */
export interface GetCurrentKeyResponse {
  /** The key. */
  readonly data: CurrentKey
}

/** @internal */
export const GetCurrentKeyResponse = Schema.Struct({ data: CurrentKey })
