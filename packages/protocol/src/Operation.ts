/**
 * The operations on API keys, each described once: every API, mock and proxy derives from these descriptions.
 *
 * @module
 */
import type { ApiKey } from "./ApiKey.js"
import { wireName } from "./Field.js"
import { operation } from "./internal/operation.js"
import { decodeCreated, decodeCurrent, decodeDeleted, decodeKey, decodePage } from "./internal/responses.js"
import { encodeRequest } from "./internal/wire.js"
import {
  type CreateKeysRequest,
  createKeysRequest,
  type DeleteKeysRequest,
  deleteKeysRequest,
  type GetKeyRequest,
  getKeyRequest,
  keyChanges,
  type ListRequest,
  listRequest,
  noRequest,
  type UpdateKeysRequest,
  updateKeysRequest
} from "./KeyRequest.js"
import type {
  CreateKeysResponse,
  DeleteKeysResponse,
  GetCurrentKeyResponse,
  GetKeyResponse,
  ListResponse,
  UpdateKeysResponse
} from "./KeyResponse.js"
import type {
  CreateError,
  DeleteError,
  GetCurrentKeyMetadataError,
  GetError,
  ListError,
  UpdateError
} from "./OpenRouterError.js"

/** Name of an operation: that of its method. */
export type OperationName = "list" | "create" | "get" | "update" | "delete" | "getCurrentKeyMetadata"

/** HTTP method of an operation. */
export type Method = "GET" | "POST" | "PATCH" | "DELETE"

/** Something wrong with a request. */
export interface InputIssue {
  /** Which field, such as `requestBody.limit`; empty for the request itself. */
  readonly path: string
  /** What is wrong, in words that follow the field's name. */
  readonly message: string
}

// =====================================================================================================================
// Signatures
// =====================================================================================================================

/** Stands for what an API makes of a call: an Effect, a Promise, a Result. There is no such value. */
export interface Returns<out Response, out Error> {
  /** What a success gives. */
  readonly response: Response
  /** What a failure gives. */
  readonly error: Error
}

/** Stands for what an API makes of a sequence: a Stream, an `AsyncIterable`. There is no such value. */
export interface ReturnsMany<out Item, out Error> {
  /** One of the items. */
  readonly item: Item
  /** What a failure gives. */
  readonly error: Error
}

/**
 * The operations with their requests, responses and errors. Each API maps this interface one to one, so that doc
 * comments and names of parameters carry over.
 *
 * All but `getCurrentKeyMetadata` require a management key as bearer token.
 */
export interface Operations {
  /**
   * Lists one page of keys: up to 100, the most recent first. Without `workspaceId` those of the default workspace,
   * without `includeDisabled` only the enabled ones. `listAll` gives every page.
   *
   * Fails with `BadRequest` if the service rejects a parameter, and with `InvalidRequest`, `ConnectionError`,
   * `RequestTimeout`, `Unauthorized`, `Forbidden`, `TooManyRequests`, `InternalServerError`, `UnexpectedStatus` or
   * `InvalidResponse`.
   *
   * `GET /keys`
   */
  readonly list: (request?: ListRequest) => Returns<ListResponse, ListError>

  /**
   * Creates a key. `key` in the response is the secret itself: returned once, it cannot be retrieved later.
   *
   * A create is retried only if the service certainly did not process it. After a failure, `outcome` says whether a key
   * may exist; if the response could not be decoded, `revealCreatedKey()` of the error gives the secret.
   * Fails with `BadRequest` if the service rejects a field, and with `InvalidRequest`, `ConnectionError`,
   * `RequestTimeout`, `Unauthorized`, `Forbidden`, `TooManyRequests`, `InternalServerError`, `UnexpectedStatus` or
   * `InvalidResponse`.
   *
   * `POST /keys`
   */
  readonly create: (request: CreateKeysRequest) => Returns<CreateKeysResponse, CreateError>

  /**
   * Reads one key by its hash.
   *
   * Fails with `NotFound` if no key has this hash, and with `InvalidRequest`, `ConnectionError`, `RequestTimeout`,
   * `Unauthorized`, `Forbidden`, `TooManyRequests`, `InternalServerError`, `UnexpectedStatus` or `InvalidResponse`.
   *
   * `GET /keys/{hash}`
   */
  readonly get: (request: GetKeyRequest) => Returns<GetKeyResponse, GetError>

  /**
   * Changes a key's name, limit, state or workspace; a field that `requestBody` leaves out stays as it is. Changing the
   * limit does not change usage.
   *
   * Fails with `BadRequest` if the service rejects a field, with `NotFound` if no key has this hash, with `Conflict` if
   * the key cannot be moved to the workspace, and with `InvalidRequest`, `ConnectionError`, `RequestTimeout`,
   * `Unauthorized`, `Forbidden`, `TooManyRequests`, `InternalServerError`, `UnexpectedStatus` or `InvalidResponse`.
   *
   * `PATCH /keys/{hash}`
   */
  readonly update: (request: UpdateKeysRequest) => Returns<UpdateKeysResponse, UpdateError>

  /**
   * Deletes a key for good. A retry that finds no key after an attempt with unknown outcome is a success.
   *
   * Fails with `NotFound` if no key has this hash, and with `InvalidRequest`, `ConnectionError`, `RequestTimeout`,
   * `Unauthorized`, `Forbidden`, `TooManyRequests`, `InternalServerError`, `UnexpectedStatus` or `InvalidResponse`.
   *
   * `DELETE /keys/{hash}`
   */
  readonly delete: (request: DeleteKeysRequest) => Returns<DeleteKeysResponse, DeleteError>

  /**
   * Describes the key that is the bearer token: limit, usage, whether it is a management key. Works with any key.
   *
   * Fails with `InvalidRequest`, `ConnectionError`, `RequestTimeout`, `Unauthorized`, `Forbidden`, `TooManyRequests`,
   * `InternalServerError`, `UnexpectedStatus` or `InvalidResponse`.
   *
   * `GET /key`
   */
  readonly getCurrentKeyMetadata: () => Returns<GetCurrentKeyResponse, GetCurrentKeyMetadataError>
}

/** What APIs offer beyond the {@link Operations}, in terms of them; mapped in the same way. */
export interface Listings {
  /**
   * Lists every key, page after page, each once. A page is requested when it is needed. `offset` skips the most recent
   * keys.
   *
   * Keys may be created and deleted meanwhile: pages overlap by one key, so that none is skipped or repeated. Fails as
   * `list` does, and with `InvalidResponse` if the list does not end.
   */
  readonly listAll: (request?: ListRequest) => ReturnsMany<ApiKey, ListError>
}

// =====================================================================================================================
// Descriptions
// =====================================================================================================================

/** A validated request in wire form: what stays the same over all attempts. */
export interface WireRequest {
  readonly operation: OperationName
  readonly method: Method
  /** Path below the server URL, escaped, such as `/keys/f01d52`. */
  readonly path: string
  /** The path with its parameter's name, such as `/keys/{hash}`. */
  readonly template: OperationPath
  readonly query: Readonly<Record<string, string>>
  /** JSON; `undefined` for none. */
  readonly body: string | undefined
  /** Values in the request that no error or log may repeat. */
  readonly secrets: ReadonlyArray<string>
}

/** Path of an operation below the server URL; `{hash}` stands for the key's hash. */
export type OperationPath = "/key" | "/keys" | "/keys/{hash}"

/** A valid request, or everything that is wrong with it. */
export type Prepared =
  | { readonly ok: true; readonly value: WireRequest }
  | { readonly ok: false; readonly issues: ReadonlyArray<InputIssue> }

/** A decoded body, or why it could not be decoded. */
export type DecodeResult<Response> =
  | { readonly ok: true; readonly value: Response }
  | { readonly ok: false; readonly message: string }

declare const RequestType: unique symbol
declare const ErrorType: unique symbol

/** An operation over HTTP. */
export interface OperationSpec<Request, Response, Error> {
  readonly name: OperationName
  readonly method: Method
  readonly path: OperationPath
  /** Whether its method takes a request. */
  readonly request: "none" | "optional" | "required"
  /** Wire names of the parameters that its query may have. */
  readonly query: ReadonlyArray<string>
  /** Whether its request has a body, which is JSON. */
  readonly hasBody: boolean
  /** Statuses with an error class of their own, beyond those that all operations share. */
  readonly statuses: ReadonlyArray<400 | 404 | 409>
  /** A retried delete that finds no key after an attempt with unknown outcome has deleted it. */
  readonly notFoundMeansDone: boolean
  /** Validates a request and writes it for the wire. Never throws. */
  readonly prepare: (input: unknown) => Prepared
  /** Whether a status is this operation's success. */
  readonly isSuccess: (status: number) => boolean
  /**
   * Decodes the body of a success. The message names places and expectations, never values; only an error in the
   * service's own words is repeated, so redact the message. Never throws.
   */
  readonly decode: (status: number, text: string) => DecodeResult<Response>
  /** Carries the type of the request; there is no such property. */
  readonly [RequestType]?: (request: Request) => void
  /** Carries the type of the errors; there is no such property. */
  readonly [ErrorType]?: () => Error
}

/** The description of an operation with this signature. */
export type SpecOf<Signature> = Signature extends (...args: infer Args) => Returns<infer Response, infer Error>
  ? OperationSpec<Args[0], Response, Error>
  : never

// =====================================================================================================================
// The operations
// =====================================================================================================================

type Spec<Name extends OperationName> = SpecOf<Operations[Name]>

const list: Spec<"list"> = operation<ListRequest | undefined, ListError>()({
  name: "list",
  method: "GET",
  path: "/keys",
  input: listRequest,
  request: "optional",
  query: Object.keys(listRequest.fields).map(wireName),
  parts: (request) => ({ query: encodeRequest(listRequest, request) }),
  statuses: [400],
  decode: decodePage
})

const create: Spec<"create"> = operation<CreateKeysRequest, CreateError>()({
  name: "create",
  method: "POST",
  path: "/keys",
  input: createKeysRequest,
  request: "required",
  parts: (request) => ({
    body: encodeRequest(createKeysRequest, request),
    secrets: request.external?.apiKey === undefined ? [] : [request.external.apiKey]
  }),
  success: [201, 200],
  statuses: [400],
  decode: decodeCreated
})

const get: Spec<"get"> = operation<GetKeyRequest, GetError>()({
  name: "get",
  method: "GET",
  path: "/keys/{hash}",
  input: getKeyRequest,
  request: "required",
  parts: ({ hash }) => ({ parameters: { hash } }),
  statuses: [404],
  decode: decodeKey
})

const update: Spec<"update"> = operation<UpdateKeysRequest, UpdateError>()({
  name: "update",
  method: "PATCH",
  path: "/keys/{hash}",
  input: updateKeysRequest,
  request: "required",
  parts: ({ hash, requestBody }) => ({ parameters: { hash }, body: encodeRequest(keyChanges, requestBody) }),
  statuses: [400, 404, 409],
  decode: decodeKey
})

const delete_: Spec<"delete"> = operation<DeleteKeysRequest, DeleteError>()({
  name: "delete",
  method: "DELETE",
  path: "/keys/{hash}",
  input: deleteKeysRequest,
  request: "required",
  parts: ({ hash }) => ({ parameters: { hash } }),
  success: [200, 204],
  statuses: [404],
  withoutBody: { deleted: true },
  decode: decodeDeleted
})

const getCurrentKeyMetadata: Spec<"getCurrentKeyMetadata"> = operation<undefined, GetCurrentKeyMetadataError>()({
  name: "getCurrentKeyMetadata",
  method: "GET",
  path: "/key",
  input: noRequest,
  request: "none",
  parts: () => ({}),
  statuses: [],
  decode: decodeCurrent
})

/** The operations by name. */
export const operations: { readonly [Name in OperationName]: Spec<Name> } = {
  list,
  create,
  get,
  update,
  delete: delete_,
  getCurrentKeyMetadata
}
