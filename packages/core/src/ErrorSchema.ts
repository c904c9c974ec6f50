/**
 * Schemas of the errors, so that they can cross an `Rpc`, an `HttpApi`, a cluster or a queue: one for each class, and one
 * for the errors of each operation.
 *
 * Decoding gives an instance of the class, on which `instanceof`, `_tag` and every field work. A created key and `cause`
 * are not encoded: `revealCreatedKey()` of a decoded error is `null`.
 *
 * In an `HttpApi` each error has the status of its class; `InvalidRequest` has 400, `ConnectionError`, `UnexpectedStatus`
 * and `InvalidResponse` have 502, and `RequestTimeout` has 504. The option `status` of `addError` sets another.
 *
 * @module
 */
import type { InputIssue } from "@openrouter-keys/protocol/Operation"
import * as Schema from "effect/Schema"
import { errorJson, errorSchema, finite, statusErrorJson } from "./internal/errorSchema.js"
import { lazily } from "./internal/lazily.js"
import * as Errors from "./OpenRouterError.js"

// =====================================================================================================================
// JSON
// =====================================================================================================================

/** An error without a response, in JSON. */
export interface ErrorJson<Tag extends string> extends Errors.ErrorFields {
  /** Name of the class; tells the errors apart. */
  readonly _tag: Tag
}

/** An error with a response, in JSON. */
export interface StatusErrorJson<Tag extends string> extends Errors.StatusErrorFields {
  /** Name of the class; tells the errors apart. */
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
  /** What the HTTP client said, secrets redacted; `null` if it said nothing. */
  readonly reason: string | null
}

/** A `RequestTimeout` in JSON. */
export interface RequestTimeoutJson extends ErrorJson<"RequestTimeout"> {
  /** Time the last attempt was given, in milliseconds. */
  readonly timeoutMs: number
}

// =====================================================================================================================
// Errors without a response
// =====================================================================================================================

const issues = () =>
  Schema.Array(Schema.Struct({
    path: Schema.String.annotations({
      description: "Which field, such as `requestBody.limit`; empty for the request itself."
    }),
    message: Schema.String.annotations({ description: "What is wrong, in words that follow the field's name." })
  })).annotations({ description: "What is wrong with the input, field by field." })

/** Schema of `InvalidRequest`. */
export const InvalidRequest: Schema.Schema<Errors.InvalidRequest, InvalidRequestJson> = /* @__PURE__ */ errorSchema(
  Errors.InvalidRequest,
  { status: 400, description: "The request could not be built; nothing was sent." },
  () => errorJson("InvalidRequest", { issues: issues() })
)

/** Schema of `ConnectionError`, without its `cause`. */
export const ConnectionError: Schema.Schema<Errors.ConnectionError, ConnectionErrorJson> = /* @__PURE__ */ errorSchema(
  Errors.ConnectionError,
  { status: 502, description: "No usable response from the service." },
  () =>
    errorJson("ConnectionError", {
      code: Schema.NullOr(Schema.String).annotations({
        description: "The platform's code, such as `ECONNREFUSED`; `null` if it gives none."
      }),
      reason: Schema.NullOr(Schema.String).annotations({
        description: "What the HTTP client said, secrets redacted; `null` if it said nothing."
      })
    })
)

/** Schema of `RequestTimeout`. */
export const RequestTimeout: Schema.Schema<Errors.RequestTimeout, RequestTimeoutJson> = /* @__PURE__ */ errorSchema(
  Errors.RequestTimeout,
  { status: 504, description: "The service's response did not arrive in time." },
  () =>
    errorJson("RequestTimeout", {
      timeoutMs: finite.annotations({
        description: "Time the last attempt was given, in milliseconds."
      })
    })
)

// =====================================================================================================================
// Errors with a response
// =====================================================================================================================

/** Schema of `BadRequest`. */
export const BadRequest: Schema.Schema<Errors.BadRequest, StatusErrorJson<"BadRequest">> = /* @__PURE__ */ errorSchema(
  Errors.BadRequest,
  { status: 400, description: "The service rejects the request as it is." },
  () => statusErrorJson("BadRequest")
)

/** Schema of `Unauthorized`. */
export const Unauthorized: Schema.Schema<Errors.Unauthorized, StatusErrorJson<"Unauthorized">> =
  /* @__PURE__ */ errorSchema(
    Errors.Unauthorized,
    { status: 401, description: "The service did not accept the API key." },
    () => statusErrorJson("Unauthorized")
  )

/** Schema of `Forbidden`. */
export const Forbidden: Schema.Schema<Errors.Forbidden, StatusErrorJson<"Forbidden">> = /* @__PURE__ */ errorSchema(
  Errors.Forbidden,
  { status: 403, description: "The API key is not permitted to do this." },
  () => statusErrorJson("Forbidden")
)

/** Schema of `NotFound`. */
export const NotFound: Schema.Schema<Errors.NotFound, StatusErrorJson<"NotFound">> = /* @__PURE__ */ errorSchema(
  Errors.NotFound,
  { status: 404, description: "No key has this hash." },
  () => statusErrorJson("NotFound")
)

/** Schema of `Conflict`. */
export const Conflict: Schema.Schema<Errors.Conflict, StatusErrorJson<"Conflict">> = /* @__PURE__ */ errorSchema(
  Errors.Conflict,
  { status: 409, description: "The change conflicts with the key's state." },
  () => statusErrorJson("Conflict")
)

/** Schema of `TooManyRequests`. */
export const TooManyRequests: Schema.Schema<Errors.TooManyRequests, StatusErrorJson<"TooManyRequests">> =
  /* @__PURE__ */ errorSchema(
    Errors.TooManyRequests,
    { status: 429, description: "Too many requests; `retryAfterMs` says how long to wait, if the service does." },
    () => statusErrorJson("TooManyRequests")
  )

/** Schema of `InternalServerError`. */
export const InternalServerError: Schema.Schema<Errors.InternalServerError, StatusErrorJson<"InternalServerError">> =
  /* @__PURE__ */ errorSchema(
    Errors.InternalServerError,
    { status: 500, description: "The service failed; a change may have been made." },
    () => statusErrorJson("InternalServerError")
  )

/** Schema of `UnexpectedStatus`, without a created key. */
export const UnexpectedStatus: Schema.Schema<Errors.UnexpectedStatus, StatusErrorJson<"UnexpectedStatus">> =
  /* @__PURE__ */ errorSchema(
    Errors.UnexpectedStatus,
    { status: 502, description: "The service returned a status that is not the operation's success." },
    () => statusErrorJson("UnexpectedStatus")
  )

/** Schema of `InvalidResponse`, without a created key. */
export const InvalidResponse: Schema.Schema<Errors.InvalidResponse, StatusErrorJson<"InvalidResponse">> =
  /* @__PURE__ */ errorSchema(
    Errors.InvalidResponse,
    { status: 502, description: "The service reported success with a body that does not match the contract." },
    () => statusErrorJson("InvalidResponse")
  )

// =====================================================================================================================
// Unions
// =====================================================================================================================

const common = [
  InvalidRequest,
  ConnectionError,
  RequestTimeout,
  Unauthorized,
  Forbidden,
  TooManyRequests,
  InternalServerError,
  UnexpectedStatus,
  InvalidResponse
] as const

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

/** Schema of the errors that every operation can fail with. */
export const CommonError: Schema.Schema<Errors.CommonError, CommonErrorJson> = /* @__PURE__ */ lazily(() =>
  Schema.Union(...common)
)

/** Schema of the errors of `list`. */
export const ListError: Schema.Schema<Errors.ListError, CommonErrorJson | StatusErrorJson<"BadRequest">> =
  /* @__PURE__ */ lazily(() => Schema.Union(...common, BadRequest))

/** Schema of the errors of `create`. */
export const CreateError: Schema.Schema<Errors.CreateError, CommonErrorJson | StatusErrorJson<"BadRequest">> =
  /* @__PURE__ */ lazily(() => Schema.Union(...common, BadRequest))

/** Schema of the errors of `get`. */
export const GetError: Schema.Schema<Errors.GetError, CommonErrorJson | StatusErrorJson<"NotFound">> =
  /* @__PURE__ */ lazily(() => Schema.Union(...common, NotFound))

/** Schema of the errors of `update`. */
export const UpdateError: Schema.Schema<
  Errors.UpdateError,
  CommonErrorJson | StatusErrorJson<"BadRequest" | "NotFound" | "Conflict">
> = /* @__PURE__ */ lazily(() => Schema.Union(...common, BadRequest, NotFound, Conflict))

/** Schema of the errors of `delete`. */
export const DeleteError: Schema.Schema<Errors.DeleteError, CommonErrorJson | StatusErrorJson<"NotFound">> =
  /* @__PURE__ */ lazily(() => Schema.Union(...common, NotFound))

/** Schema of the errors of `getCurrentKeyMetadata`. */
export const GetCurrentKeyMetadataError: Schema.Schema<Errors.GetCurrentKeyMetadataError, CommonErrorJson> =
  /* @__PURE__ */ lazily(() => Schema.Union(...common))

/** Schema of every error of this library. */
export const OpenRouterError: Schema.Schema<
  Errors.OpenRouterError,
  CommonErrorJson | StatusErrorJson<"BadRequest" | "NotFound" | "Conflict">
> = /* @__PURE__ */ lazily(() => Schema.Union(...common, BadRequest, NotFound, Conflict))
