/**
 * Responses of the operations: envelopes of plain, JSON-safe data.
 *
 * @module
 */
import type { ApiKey, CurrentKey } from "./ApiKey.js"

/** A key of a page that could not be decoded, so it is missing from `data`. */
export interface UndecodableKey {
  /** Its position on the page, from 0. */
  readonly index: number
  /** Its hash, if it has one. The key can still be updated and deleted with it. */
  readonly hash: string | null
  /** Which field is wrong and what was expected. */
  readonly message: string
}

/** A page of keys, the most recent first: at most 100. */
export interface ListResponse {
  /** The keys. */
  readonly data: ReadonlyArray<ApiKey>
  /** Keys of this page that could not be decoded and are not in `data`. Absent if there are none. */
  readonly undecodable?: ReadonlyArray<UndecodableKey>
}

/** A key that was just created. */
export interface CreateKeysResponse {
  /** The key's description. */
  readonly data: ApiKey
  /** The secret itself. Returned once; it cannot be retrieved later. Keep it out of logs. */
  readonly key: string
}

/** The requested key. */
export interface GetKeyResponse {
  /** The key. */
  readonly data: ApiKey
}

/** The key after the change. */
export interface UpdateKeysResponse {
  /** The key. */
  readonly data: ApiKey
}

/** Confirms that a key is deleted. */
export interface DeleteKeysResponse {
  /** Always `true`. */
  readonly deleted: true
}

/** The key that the request was made with. */
export interface GetCurrentKeyResponse {
  /** The key. */
  readonly data: CurrentKey
}
