/**
 * Restrictions on keys in addition to their own limits: assigned guardrails, and allowlists of BYOK credentials. For
 * programs that replace one key with another: the new key has neither at first.
 *
 * The operations are specified like those on keys, but are not part of {@link Operations}. The `operation` of an error
 * is still their name.
 *
 * @module
 */
import * as Field from "./Field.js"
import { isObject } from "./internal/decode.js"
import { type Description, operation } from "./internal/operation.js"
import { encodeRequest } from "./internal/wire.js"
import type { BadRequest, CommonError, Conflict, NotFound } from "./OpenRouterError.js"
import type { DecodeResult, OperationName, OperationPath, OperationSpec } from "./Operation.js"

/** Name of an operation on restrictions. */
export type RestrictionOperationName =
  | "listKeyAssignments"
  | "assignKeys"
  | "unassignKeys"
  | "listByokKeys"
  | "updateByokKey"

/** The guardrail of a key. A key has at most one. */
export interface KeyAssignment {
  /** ID of the guardrail. */
  readonly guardrailId: string
  /** Hash of the key. */
  readonly keyHash: string
}

/** A BYOK credential, and which keys may use it. */
export interface ByokKey {
  /** ID of the credential. */
  readonly id: string
  /** Hashes of the keys that may use it; `null` for all. */
  readonly allowedApiKeyHashes: ReadonlyArray<string> | null
  /** ID of its workspace; `null` for all workspaces. */
  readonly workspaceId: string | null
}

/** One page. */
export interface Page<Item> {
  readonly data: ReadonlyArray<Item>
  /** Number of items on all pages; `null` if the service does not say. */
  readonly totalCount: number | null
}

// =====================================================================================================================
// Requests
// =====================================================================================================================

const id = Field.string({
  pattern: /^[A-Za-z0-9_-]+$/,
  expected: "letters, digits, _ and -"
})

/** Unlike lists in responses, this one is required. */
const hashes = Field.required(
  Field.list(Field.string({ pattern: /^[A-Za-z0-9_-]+$/, expected: "letters, digits, _ and -" }), {
    expected: "a list of hashes"
  })
)

const offset = Field.number({ integer: true, minimum: 0 })
const limit = Field.number({ integer: true, minimum: 1 })
const workspaceId = Field.string({ pattern: /^[^\s]+$/ })

const page = Field.record({}, { offset, limit })

const byokPage = Field.record({}, { offset, limit, workspaceId })

/** Which page. */
export interface PageRequest {
  /** How many to skip. Default: 0. */
  readonly offset?: number | undefined
  /** How many on a page, at most 100. */
  readonly limit?: number | undefined
}

/** Which page of the credentials of which workspace. */
export interface ByokPageRequest extends PageRequest {
  /** ID of the workspace. Default: the default workspace. */
  readonly workspaceId?: string | undefined
}

/** Keys to assign a guardrail to, or to unassign it from. */
export interface AssignRequest {
  /** ID of the guardrail. */
  readonly id: string
  /** Hashes of the keys. */
  readonly keyHashes: ReadonlyArray<string>
}

/** Which keys may use a credential: the complete list, at least one. */
export interface ByokChange {
  /** ID of the credential. */
  readonly id: string
  /** Hashes of the keys that may use it. */
  readonly allowedApiKeyHashes: ReadonlyArray<string>
}

const assignRequest = Field.record({ id, keyHashes: hashes }, {})
const byokChange = Field.record({ id, allowedApiKeyHashes: hashes }, {})

// =====================================================================================================================
// Responses
// =====================================================================================================================

type Json = Readonly<Record<string, unknown>>

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

const isTexts = (value: unknown): value is ReadonlyArray<string> => Array.isArray(value) && value.every(isText)

const readAssignment = (json: unknown): KeyAssignment | undefined => {
  if (!isObject(json)) return undefined
  const { guardrail_id: guardrailId, key_hash: keyHash } = json
  return isText(guardrailId) && isText(keyHash) ? { guardrailId, keyHash } : undefined
}

/** A missing list is invalid: it means neither an empty list nor no restriction. */
const readByokKey = (json: unknown): ByokKey | undefined => {
  if (!isObject(json)) return undefined
  const { allowed_api_key_hashes: allowedApiKeyHashes, id, workspace_id: workspaceId = null } = json
  return isText(id) && (allowedApiKeyHashes === null || isTexts(allowedApiKeyHashes)) &&
      (workspaceId === null || isText(workspaceId))
    ? { id, allowedApiKeyHashes, workspaceId }
    : undefined
}

const failed = (message: string): { readonly ok: false; readonly message: string } => ({ ok: false, message })

/** One invalid item fails the whole page, because it may be a restriction. */
const decodePageOf = <Item>(read: (json: unknown) => Item | undefined) =>
(
  { data, total_count: total }: Json
): DecodeResult<Page<Item>> => {
  if (!Array.isArray(data)) return failed(data === undefined ? "data is missing" : "data: Expected an array")
  const items: Array<Item> = []
  for (const [index, json] of data.entries()) {
    const item = read(json)
    if (item === undefined) return failed(`data.${index}: is not as declared`)
    items.push(item)
  }
  return { ok: true, value: { data: items, totalCount: typeof total === "number" ? total : null } }
}

/** The response says how many were changed. Only the next read confirms it. */
const decodeDone = (): DecodeResult<null> => ({ ok: true, value: null })

const decodeByokKey = ({ data }: Json): DecodeResult<ByokKey> => {
  const key = readByokKey(data)
  return key === undefined ? failed("data: is not as declared") : { ok: true, value: key }
}

// =====================================================================================================================
// The operations
// =====================================================================================================================

/** Errors of the operations on restrictions. */
export type RestrictionError = CommonError | BadRequest | NotFound | Conflict

/** Builds a spec. The error types list only the operations on keys, the only ones that programs see. */
const restriction = <R, O, Request, Response, Error>(
  name: RestrictionOperationName,
  path: string,
  description: Omit<Description<R, O, Response>, "name" | "path">
): OperationSpec<Request, Response, Error> =>
  operation({ ...description, name: name as unknown as OperationName, path: path as OperationPath })

/** The operations on restrictions by name. */
export const restrictionOperations: {
  /** Lists one page of the guardrails of keys. */
  readonly listKeyAssignments: OperationSpec<PageRequest, Page<KeyAssignment>, RestrictionError>
  /** Assigns a guardrail to keys, replacing theirs. */
  readonly assignKeys: OperationSpec<AssignRequest, null, RestrictionError>
  /** Unassigns a guardrail from keys. */
  readonly unassignKeys: OperationSpec<AssignRequest, null, RestrictionError>
  /** Lists one page of the BYOK credentials of a workspace. */
  readonly listByokKeys: OperationSpec<ByokPageRequest, Page<ByokKey>, RestrictionError>
  /** Changes which keys may use a credential. */
  readonly updateByokKey: OperationSpec<ByokChange, ByokKey, RestrictionError>
} = {
  listKeyAssignments: /* @__PURE__ */ restriction("listKeyAssignments", "/guardrails/assignments/keys", {
    method: "GET",
    input: page,
    request: "optional",
    takesQuery: true,
    parts: (request) => ({ query: encodeRequest(page, request) }),
    statuses: [400, 404],
    decode: /* @__PURE__ */ decodePageOf(readAssignment)
  }),
  assignKeys: /* @__PURE__ */ restriction("assignKeys", "/guardrails/{id}/assignments/keys", {
    method: "POST",
    input: assignRequest,
    request: "required",
    parts: ({ id, keyHashes }) => ({ parameters: { id }, body: { key_hashes: keyHashes } }),
    success: [200, 201],
    statuses: [400, 404, 409],
    decode: decodeDone
  }),
  unassignKeys: /* @__PURE__ */ restriction("unassignKeys", "/guardrails/{id}/assignments/keys/remove", {
    method: "POST",
    input: assignRequest,
    request: "required",
    parts: ({ id, keyHashes }) => ({ parameters: { id }, body: { key_hashes: keyHashes } }),
    statuses: [400, 404, 409],
    decode: decodeDone
  }),
  listByokKeys: /* @__PURE__ */ restriction("listByokKeys", "/byok", {
    method: "GET",
    input: byokPage,
    request: "optional",
    takesQuery: true,
    parts: (request) => ({ query: encodeRequest(byokPage, request) }),
    statuses: [400, 404],
    decode: /* @__PURE__ */ decodePageOf(readByokKey)
  }),
  updateByokKey: /* @__PURE__ */ restriction("updateByokKey", "/byok/{id}", {
    method: "PATCH",
    input: byokChange,
    request: "required",
    parts: ({ allowedApiKeyHashes, id }) => ({
      parameters: { id },
      body: { allowed_api_key_hashes: allowedApiKeyHashes }
    }),
    statuses: [400, 404, 409],
    decode: decodeByokKey
  })
}
