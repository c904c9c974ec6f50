/**
 * Requests of the operations. Input is validated before anything is sent: invalid input fails with an `InvalidRequest`
 * that names the field and the reason.
 *
 * Each value is the schema of the type of the same name, with the same rules. Unknown fields are errors.
 *
 * @module
 */
import * as Protocol from "@openrouter-keys/protocol/KeyRequest"
import type * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import { type Declared, type OptionalField, type RequestField, requestSchema } from "./internal/schema.js"

/** Which keys to list. */
export type ListRequest = Protocol.ListRequest

export declare namespace ListRequest {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof Declared<typeof Protocol.listRequest>]: RequestField<typeof Protocol.listRequest, K>
  }
}

/** Schema of the request of `list`. */
export const ListRequest: Schema.Struct<ListRequest.Fields> = /* @__PURE__ */ requestSchema(Protocol.listRequest, {
  title: "ListRequest",
  description: "Which keys to list."
})

/** The end user that a partner creates a key for. */
export interface External extends Omit<Protocol.External, "apiKey"> {
  /** Your own lookup key, 32 to 512 characters with enough entropy. Stored as a hash and never returned. */
  readonly apiKey?: string | Redacted.Redacted<string> | undefined
}

export declare namespace External {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof Declared<typeof Protocol.external>]: K extends "apiKey"
      ? OptionalField<Redacted.Redacted<string>, string>
      : RequestField<typeof Protocol.external, K>
  }
}

/** Schema of a partner's end user. `apiKey` is a string in JSON and `Redacted` when decoded. */
export const External: Schema.Struct<External.Fields> = /* @__PURE__ */ requestSchema(Protocol.external, {
  identifier: "OpenRouterExternal",
  description: "The end user that a partner creates a key for."
})

/** The key to create. */
export interface CreateKeysRequest extends Omit<Protocol.CreateKeysRequest, "external"> {
  /** The end user that a partner creates the key for. */
  readonly external?: External | undefined
}

export declare namespace CreateKeysRequest {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof Declared<typeof Protocol.createKeysRequest>]: K extends "external"
      ? OptionalField<Schema.Schema.Type<typeof External>, Schema.Schema.Encoded<typeof External>>
      : RequestField<typeof Protocol.createKeysRequest, K>
  }
}

/**
 * Schema of the request of `create`. `expiresAt` is ISO-8601 in JSON, and encodes from a `Date` or a `DateTime` too.
 * `external.apiKey` is a string in JSON and `Redacted` when decoded.
 */
export const CreateKeysRequest: Schema.Struct<CreateKeysRequest.Fields> = /* @__PURE__ */ requestSchema(
  Protocol.createKeysRequest,
  { identifier: "OpenRouterCreateKeysRequest", description: "The key to create." },
  { external: External }
)

/** Which key to read. */
export type GetKeyRequest = Protocol.GetKeyRequest

export declare namespace GetKeyRequest {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof Declared<typeof Protocol.getKeyRequest>]: RequestField<typeof Protocol.getKeyRequest, K>
  }
}

/** Schema of the request of `get`. */
export const GetKeyRequest: Schema.Struct<GetKeyRequest.Fields> = /* @__PURE__ */ requestSchema(
  Protocol.getKeyRequest,
  { title: "GetKeyRequest", description: "Which key to read." }
)

/** Changes to a key. Fields that are left out do not change. */
export type KeyChanges = Protocol.KeyChanges

export declare namespace KeyChanges {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof Declared<typeof Protocol.keyChanges>]: RequestField<typeof Protocol.keyChanges, K>
  }
}

/** Schema of the changes that `update` makes. */
export const KeyChanges: Schema.Struct<KeyChanges.Fields> = /* @__PURE__ */ requestSchema(Protocol.keyChanges, {
  identifier: "OpenRouterKeyChanges",
  description: "Changes to a key. Fields that are left out do not change."
})

/** Which key to change, and how. */
export type UpdateKeysRequest = Protocol.UpdateKeysRequest

export declare namespace UpdateKeysRequest {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof Declared<typeof Protocol.updateKeysRequest>]: K extends "requestBody" ? typeof KeyChanges
      : RequestField<typeof Protocol.updateKeysRequest, K>
  }
}

/** Schema of the request of `update`. */
export const UpdateKeysRequest: Schema.Struct<UpdateKeysRequest.Fields> = /* @__PURE__ */ requestSchema(
  Protocol.updateKeysRequest,
  { identifier: "OpenRouterUpdateKeysRequest", description: "Which key to change, and how." },
  { requestBody: KeyChanges }
)

/** Which key to delete. */
export type DeleteKeysRequest = Protocol.DeleteKeysRequest

export declare namespace DeleteKeysRequest {
  /** The schemas of its fields. */
  type Fields = {
    readonly [K in keyof Declared<typeof Protocol.deleteKeysRequest>]: RequestField<
      typeof Protocol.deleteKeysRequest,
      K
    >
  }
}

/** Schema of the request of `delete`. */
export const DeleteKeysRequest: Schema.Struct<DeleteKeysRequest.Fields> = /* @__PURE__ */ requestSchema(
  Protocol.deleteKeysRequest,
  { title: "DeleteKeysRequest", description: "Which key to delete." }
)

/** Requests of the Effect API: secrets may be `Redacted`. */
export type Requests<Args extends ReadonlyArray<unknown>> = {
  [Index in keyof Args]: Args[Index] extends Protocol.CreateKeysRequest ? CreateKeysRequest : Args[Index]
}
