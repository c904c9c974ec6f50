/**
 * The errors in JSON, for libraries that serialize them.
 *
 * @module
 */
import type { ErrorFields, Json, StatusErrorFields } from "../OpenRouterError.js"
import type { InputIssue } from "../Operation.js"

/** An error without a response, in JSON. */
export interface ErrorJson<Tag extends string> extends ErrorFields {
  /** Name of the class. */
  readonly _tag: Tag
}

/** An error with a response, in JSON. */
export interface StatusErrorJson<Tag extends string> extends StatusErrorFields {
  /** Name of the class. */
  readonly _tag: Tag
}

/** An `InvalidRequest` in JSON. */
export interface InvalidRequestJson extends ErrorJson<"InvalidRequest"> {
  /** What is wrong with the input, field by field; empty if the cause is not the input. */
  readonly issues: ReadonlyArray<InputIssue>
}

/** A `ConnectionError` in JSON. */
export interface ConnectionErrorJson extends ErrorJson<"ConnectionError"> {
  /** The platform's code, such as `ECONNREFUSED`; `null` if it gives none. */
  readonly code: string | null
  /** The HTTP client's message, secrets redacted; `null` if it gave none. */
  readonly reason: string | null
}

/** A `RequestTimeout` in JSON. */
export interface RequestTimeoutJson extends ErrorJson<"RequestTimeout"> {
  /** Timeout of the last attempt, in milliseconds. */
  readonly timeoutMs: number
}

/** Errors that every operation can fail with, in JSON. */
export type CommonErrorJson =
  | InvalidRequestJson
  | ConnectionErrorJson
  | RequestTimeoutJson
  | StatusErrorJson<"Unauthorized">
  | StatusErrorJson<"Forbidden">
  | StatusErrorJson<"TooManyRequests">
  | StatusErrorJson<"InternalServerError">
  | StatusErrorJson<"UnexpectedStatus">
  | StatusErrorJson<"InvalidResponse">

// =====================================================================================================================
// Documentation
// =====================================================================================================================

/** Status and description of an error, for HTTP APIs and documents. */
export interface ErrorDescription {
  /** HTTP status for the error. */
  readonly status: number
  readonly description: string
}

/** Descriptions of the error classes. */
export const errorDescriptions = {
  InvalidRequest: { status: 400, description: "The request could not be built; nothing was sent." },
  ConnectionError: { status: 502, description: "No usable response from the service." },
  RequestTimeout: { status: 504, description: "The service's response did not arrive in time." },
  BadRequest: { status: 400, description: "The service rejected the request." },
  Unauthorized: { status: 401, description: "The service did not accept the API key." },
  Forbidden: { status: 403, description: "The API key is not permitted to do this." },
  NotFound: { status: 404, description: "No key has this hash." },
  Conflict: { status: 409, description: "The change conflicts with the key's state." },
  TooManyRequests: {
    status: 429,
    description: "Too many requests; `retryAfterMs` says how long to wait, if the service does."
  },
  InternalServerError: { status: 500, description: "The service failed; a change may have been made." },
  UnexpectedStatus: { status: 502, description: "The service returned a status that is not the operation's success." },
  InvalidResponse: {
    status: 502,
    description: "The service reported success with a body that does not match the contract."
  }
} as const satisfies Readonly<Record<string, ErrorDescription>>

/** Descriptions of the error fields. */
export const errorFieldDescriptions = {
  message: "What happened, in one sentence; safe to log and to show.",
  operation: "The operation that failed.",
  outcome: "Whether the change was made.",
  isRetryable: "Whether the same call is safe to repeat and may succeed.",
  attempts: "Number of attempts, including the first; 0 if the call failed before the first.",
  statusCode: "HTTP status of the service's response.",
  headers: "Response headers, names in lower case, secrets redacted.",
  body: "Text of the body as far as it was read, at most 64 KiB, secrets redacted.",
  metadata: "`error.metadata` of the body, secrets redacted; `null` if it has none.",
  retryAfterMs: "How long the service asks to wait, in milliseconds; `null` if it does not say.",
  issues: "What is wrong with the input, field by field.",
  path: "The field, such as `requestBody.limit`; empty for the request itself.",
  issue: "What is wrong, to follow the name of the field: `must be a string`.",
  reason: "The HTTP client's message, secrets redacted; `null` if it gave none.",
  timeoutMs: "Timeout of the last attempt, in milliseconds.",
  code: "`error.code` of the body; `null` if it has none.",
  connectionCode: "The platform's code, such as `ECONNREFUSED`; `null` if it gives none."
} as const

// =====================================================================================================================
// JSON
// =====================================================================================================================

/** More values mean a cycle, or a document that no error contains. */
const maxValues = 100_000

const isPlainObject = (u: unknown): u is Readonly<Record<string, unknown>> => {
  if (typeof u !== "object" || u === null || Array.isArray(u)) return false
  const prototype: unknown = Object.getPrototypeOf(u)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

const isPrimitive = (u: unknown): boolean =>
  u === null || typeof u === "string" || typeof u === "boolean" || (typeof u === "number" && Number.isFinite(u))

/** Iterates instead of recursing, because the JSON may be deep. */
const isJson = (u: unknown): u is Json => {
  const rest = [u]
  for (let count = 0; rest.length > 0; count++) {
    const value = rest.pop()
    if (count === maxValues) return false
    if (isPrimitive(value)) continue
    if (Array.isArray(value)) { for (const item of value) rest.push(item) }
    else if (isPlainObject(value)) { for (const name of Object.keys(value)) rest.push(value[name]) }
    else return false
  }
  return true
}

/** A JSON object. */
export type JsonRecord = { readonly [name: string]: Json }

/** Whether a value is a JSON object, of any depth. */
export const isJsonRecord = (u: unknown): u is JsonRecord => isPlainObject(u) && isJson(u)

/** JSON of a value with sorted fields, for comparisons that ignore their order. */
export const sortedJson = (value: Json): string =>
  JSON.stringify(value, (_, each: unknown) =>
    isPlainObject(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => one < other ? -1 : 1))
      : each)
