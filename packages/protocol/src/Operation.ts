/**
 * The operations on API keys, each specified once. Every API, mock and proxy derives from these specs.
 *
 * @module
 */
import type { ApiKey } from "./ApiKey.js"
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

/** Name of an operation and of its method. */
export type OperationName = "list" | "create" | "get" | "update" | "delete" | "getCurrentKeyMetadata"

/** HTTP method of an operation. */
export type Method = "GET" | "POST" | "PATCH" | "DELETE"

/** Something wrong with a request. */
export interface InputIssue {
  /** The field, such as `requestBody.limit`; empty for the request itself. */
  readonly path: string
  /** What is wrong, to follow the name of the field: `must be a string`. */
  readonly message: string
}

// =====================================================================================================================
// Signatures
// =====================================================================================================================

/** Type of a call's result in the declarations below. Each API maps it to an Effect, a Promise or a `Result`. */
export interface Returns<out Response, out Error> {
  /** Value of a success. */
  readonly response: Response
  /** Error of a failure. */
  readonly error: Error
}

/** Type of a sequence in the declarations below. Each API maps it to a Stream or an `AsyncIterable`. */
export interface ReturnsMany<out Item, out Error> {
  /** One of the items. */
  readonly item: Item
  /** Error of a failure. */
  readonly error: Error
}

/**
 * The operations with their requests, responses and errors. Each API is a mapped type of this interface, so that doc
 * comments and parameter names are kept.
 *
 * All but `getCurrentKeyMetadata` require a management key as bearer token.
 */
export interface Operations {
  /**
   * Lists one page of up to 100 keys, the most recent first. By default it lists the enabled keys of the default
   * workspace. For all pages, use `listAll`.
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
   * may exist. If the response could not be decoded, `revealCreatedKey()` of the error returns the secret. Fails with
   * `BadRequest` if the service rejects a field, and with `InvalidRequest`, `ConnectionError`, `RequestTimeout`,
   * `Unauthorized`, `Forbidden`, `TooManyRequests`, `InternalServerError`, `UnexpectedStatus` or `InvalidResponse`.
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
   * Changes a key's name, limit, state or workspace. Fields that `requestBody` leaves out do not change. Changing the
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
   * Deletes a key permanently. If a retry finds no key after an attempt with unknown outcome, the delete succeeds.
   *
   * Fails with `NotFound` if no key has this hash, and with `InvalidRequest`, `ConnectionError`, `RequestTimeout`,
   * `Unauthorized`, `Forbidden`, `TooManyRequests`, `InternalServerError`, `UnexpectedStatus` or `InvalidResponse`.
   *
   * `DELETE /keys/{hash}`
   */
  readonly delete: (request: DeleteKeysRequest) => Returns<DeleteKeysResponse, DeleteError>

  /**
   * Describes the key used as bearer token: its limit, its usage, and whether it is a management key. Works with any
   * key.
   *
   * Fails with `InvalidRequest`, `ConnectionError`, `RequestTimeout`, `Unauthorized`, `Forbidden`, `TooManyRequests`,
   * `InternalServerError`, `UnexpectedStatus` or `InvalidResponse`.
   *
   * `GET /key`
   */
  readonly getCurrentKeyMetadata: () => Returns<GetCurrentKeyResponse, GetCurrentKeyMetadataError>
}

/** Methods built on the {@link Operations}; mapped in the same way. */
export interface Listings {
  /**
   * Lists every key once, across all pages. Pages are requested as they are needed. `offset` skips the most recent
   * keys.
   *
   * Keys may be created and deleted meanwhile: pages overlap by one key, so that no key is skipped or repeated. Fails
   * like `list`, and with `InvalidResponse` if the list does not end.
   */
  readonly listAll: (request?: ListRequest) => ReturnsMany<ApiKey, ListError>
}

// =====================================================================================================================
// Descriptions
// =====================================================================================================================

/** A validated request in wire form, the same for all attempts. */
export interface WireRequest {
  readonly operation: OperationName
  readonly method: Method
  /** Path below the server URL, escaped, such as `/keys/f01d52`. */
  readonly path: string
  /** The path with the name of its parameter, such as `/keys/{hash}`. */
  readonly template: OperationPath
  readonly query: Readonly<Record<string, string>>
  /** JSON; `undefined` for none. */
  readonly body: string | undefined
  /** Secrets in the request, redacted from errors and logs. */
  readonly secrets: ReadonlyArray<string>
}

/** Path of an operation below the server URL, with `{hash}` for the key's hash. */
export type OperationPath = "/key" | "/keys" | "/keys/{hash}"

/** A valid request, or all its issues. */
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
  /** Wire names of its query parameters. */
  readonly query: ReadonlyArray<string>
  /** Whether its request has a body, which is JSON. */
  readonly hasBody: boolean
  /** Statuses with their own error class, in addition to the common ones. */
  readonly statuses: ReadonlyArray<400 | 404 | 409>
  /** Whether a retry that finds no key after an attempt with unknown outcome counts as success. */
  readonly notFoundMeansDone: boolean
  /** Validates and encodes a request. Never throws. */
  readonly prepare: (input: unknown) => Prepared
  /** Whether a status is a success of this operation. */
  readonly isSuccess: (status: number) => boolean
  /**
   * Decodes the body of a success. The message of a failure contains no values of the body, except an error message of
   * the service, so redact it. Never throws.
   */
  readonly decode: (status: number, text: string) => DecodeResult<Response>
  /** Type of the request. The property does not exist at run time. */
  readonly [RequestType]?: (request: Request) => void
  /** Type of the errors. The property does not exist at run time. */
  readonly [ErrorType]?: () => Error
}

/** The spec of an operation with this signature. */
export type SpecOf<Signature> = Signature extends (...args: infer Args) => Returns<infer Response, infer Error>
  ? OperationSpec<Args[0], Response, Error>
  : never

// =====================================================================================================================
// The operations
// =====================================================================================================================

type Spec<Name extends OperationName> = SpecOf<Operations[Name]>

/** Specifies `list`. */
export const listOperation: Spec<"list"> = /* @__PURE__ */ operation({
  name: "list",
  method: "GET",
  path: "/keys",
  input: listRequest,
  request: "optional",
  takesQuery: true,
  parts: (request) => ({ query: encodeRequest(listRequest, request) }),
  statuses: [400],
  decode: decodePage
})

/** Specifies `create`. */
export const createOperation: Spec<"create"> = /* @__PURE__ */ operation({
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

/** Specifies `get`. */
export const getOperation: Spec<"get"> = /* @__PURE__ */ operation({
  name: "get",
  method: "GET",
  path: "/keys/{hash}",
  input: getKeyRequest,
  request: "required",
  parts: ({ hash }) => ({ parameters: { hash } }),
  statuses: [404],
  decode: decodeKey
})

/** Specifies `update`. */
export const updateOperation: Spec<"update"> = /* @__PURE__ */ operation({
  name: "update",
  method: "PATCH",
  path: "/keys/{hash}",
  input: updateKeysRequest,
  request: "required",
  parts: ({ hash, requestBody }) => ({ parameters: { hash }, body: encodeRequest(keyChanges, requestBody) }),
  statuses: [400, 404, 409],
  decode: decodeKey
})

/** Specifies `delete`. */
export const deleteOperation: Spec<"delete"> = /* @__PURE__ */ operation({
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

/** Specifies `getCurrentKeyMetadata`. */
export const getCurrentKeyMetadataOperation: Spec<"getCurrentKeyMetadata"> = /* @__PURE__ */ operation({
  name: "getCurrentKeyMetadata",
  method: "GET",
  path: "/key",
  input: noRequest,
  request: "none",
  parts: () => ({}),
  statuses: [],
  decode: decodeCurrent
})

/** The operations by name. A program that uses only some of them imports those, so that bundles omit the others. */
export const operations: { readonly [Name in OperationName]: Spec<Name> } = {
  list: listOperation,
  create: createOperation,
  get: getOperation,
  update: updateOperation,
  delete: deleteOperation,
  getCurrentKeyMetadata: getCurrentKeyMetadataOperation
}
