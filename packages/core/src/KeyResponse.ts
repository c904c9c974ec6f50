/**
 * Responses of the operations: envelopes of plain, JSON-safe data. The one exception is a created key, which is
 * `Redacted` so that no log shows it.
 *
 * @module
 */
import type * as Protocol from "@openrouter-keys/protocol/KeyResponse"
import type * as Redacted from "effect/Redacted"

export type {
  DeleteKeysResponse,
  GetCurrentKeyResponse,
  GetKeyResponse,
  ListResponse,
  UndecodableKey,
  UpdateKeysResponse
} from "@openrouter-keys/protocol/KeyResponse"

/** A key that was just created. */
export interface CreateKeysResponse extends Omit<Protocol.CreateKeysResponse, "key"> {
  /** The secret itself. Returned once; it cannot be retrieved later. */
  readonly key: Redacted.Redacted<string>
}

/** Responses as the Effect API gives them: a created key is `Redacted`. */
export type Responses<Response> = Response extends Protocol.CreateKeysResponse ? CreateKeysResponse : Response
