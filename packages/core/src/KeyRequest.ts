/**
 * Requests of the operations. Input is validated before anything is sent: wrong input is an `InvalidRequest` that names
 * the field and the reason.
 *
 * @module
 */
import type * as Protocol from "@openrouter-keys/protocol/KeyRequest"
import type * as Redacted from "effect/Redacted"

export type {
  DeleteKeysRequest,
  GetKeyRequest,
  KeyChanges,
  ListRequest,
  UpdateKeysRequest
} from "@openrouter-keys/protocol/KeyRequest"

/** The end user a key is created for, in a partner's own terms. */
export interface External extends Omit<Protocol.External, "apiKey"> {
  /** A lookup key of your own, 32 to 512 characters with enough entropy; stored as a hash, never returned. */
  readonly apiKey?: string | Redacted.Redacted<string> | undefined
}

/** The key to create. */
export interface CreateKeysRequest extends Omit<Protocol.CreateKeysRequest, "external"> {
  /** The end user the key is created for, in a partner's own terms. */
  readonly external?: External | undefined
}

/** Requests as the Effect API takes them: secrets may be `Redacted`. */
export type Requests<Args extends ReadonlyArray<unknown>> = {
  [Index in keyof Args]: Args[Index] extends Protocol.CreateKeysRequest ? CreateKeysRequest : Args[Index]
}
