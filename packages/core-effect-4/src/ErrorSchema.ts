/**
 * Schemas of the errors, one for each class and one for the errors of each operation. With them, errors can cross an
 * `Rpc`, an `HttpApi`, a cluster or a queue.
 *
 * A decoded error is an instance of its class, with working `instanceof`, `_tag` and fields. A created key and `cause`
 * are not encoded, so `revealCreatedKey()` of a decoded error returns `null`.
 *
 * In an `HttpApi`, each class has a fixed status: 400 for `InvalidRequest`, 504 for `RequestTimeout`, 502 for
 * `ConnectionError`, `UnexpectedStatus` and `InvalidResponse`, and the status in its description for the others.
 * `HttpApiSchema.status` overrides this. Give an endpoint the members of a union, as in
 * `error: ErrorSchema.GetError.members`: to a union as a whole, `HttpApi` gives 500.
 *
 * @module
 */
import {
  type CommonErrorJson,
  type ConnectionErrorJson,
  errorDescriptions,
  errorFieldDescriptions as about,
  type ErrorJson,
  type InvalidRequestJson,
  type RequestTimeoutJson,
  type StatusErrorJson
} from "@openrouter-keys/protocol/client/ErrorJson"
import * as Schema from "effect/Schema"
import { errorJson, errorSchema, statusErrorJson } from "./internal/errorSchema.js"
import { evaluate } from "./internal/schema.js"
import * as Errors from "./OpenRouterError.js"

export type { CommonErrorJson, ConnectionErrorJson, ErrorJson, InvalidRequestJson, RequestTimeoutJson, StatusErrorJson }

// =====================================================================================================================
// Errors without a response
// =====================================================================================================================

const issues = () =>
  Schema.Array(Schema.Struct({
    path: Schema.String.annotate({
      description: about.path
    }),
    message: Schema.String.annotate({ description: about.issue })
  })).annotate({ description: about.issues })

/** Schema of `InvalidRequest`. */
export const InvalidRequest: Schema.Codec<Errors.InvalidRequest, InvalidRequestJson> = /* @__PURE__ */ errorSchema(
  Errors.InvalidRequest,
  errorDescriptions.InvalidRequest,
  () => errorJson("InvalidRequest", { issues: issues() })
)

/** Schema of `ConnectionError`, without its `cause`. */
export const ConnectionError: Schema.Codec<Errors.ConnectionError, ConnectionErrorJson> = /* @__PURE__ */ errorSchema(
  Errors.ConnectionError,
  errorDescriptions.ConnectionError,
  () =>
    errorJson("ConnectionError", {
      code: Schema.NullOr(Schema.String).annotate({
        description: about.connectionCode
      }),
      reason: Schema.NullOr(Schema.String).annotate({
        description: about.reason
      })
    })
)

/** Schema of `RequestTimeout`. */
export const RequestTimeout: Schema.Codec<Errors.RequestTimeout, RequestTimeoutJson> = /* @__PURE__ */ errorSchema(
  Errors.RequestTimeout,
  errorDescriptions.RequestTimeout,
  () =>
    errorJson("RequestTimeout", {
      timeoutMs: Schema.Finite.annotate({
        description: about.timeoutMs
      })
    })
)

// =====================================================================================================================
// Errors with a response
// =====================================================================================================================

/** Schema of `BadRequest`. */
export const BadRequest: Schema.Codec<Errors.BadRequest, StatusErrorJson<"BadRequest">> = /* @__PURE__ */ errorSchema(
  Errors.BadRequest,
  errorDescriptions.BadRequest,
  () => statusErrorJson("BadRequest")
)

/** Schema of `Unauthorized`. */
export const Unauthorized: Schema.Codec<Errors.Unauthorized, StatusErrorJson<"Unauthorized">> =
  /* @__PURE__ */ errorSchema(
    Errors.Unauthorized,
    errorDescriptions.Unauthorized,
    () => statusErrorJson("Unauthorized")
  )

/** Schema of `Forbidden`. */
export const Forbidden: Schema.Codec<Errors.Forbidden, StatusErrorJson<"Forbidden">> = /* @__PURE__ */ errorSchema(
  Errors.Forbidden,
  errorDescriptions.Forbidden,
  () => statusErrorJson("Forbidden")
)

/** Schema of `NotFound`. */
export const NotFound: Schema.Codec<Errors.NotFound, StatusErrorJson<"NotFound">> = /* @__PURE__ */ errorSchema(
  Errors.NotFound,
  errorDescriptions.NotFound,
  () => statusErrorJson("NotFound")
)

/** Schema of `Conflict`. */
export const Conflict: Schema.Codec<Errors.Conflict, StatusErrorJson<"Conflict">> = /* @__PURE__ */ errorSchema(
  Errors.Conflict,
  errorDescriptions.Conflict,
  () => statusErrorJson("Conflict")
)

/** Schema of `TooManyRequests`. */
export const TooManyRequests: Schema.Codec<Errors.TooManyRequests, StatusErrorJson<"TooManyRequests">> =
  /* @__PURE__ */ errorSchema(
    Errors.TooManyRequests,
    errorDescriptions.TooManyRequests,
    () => statusErrorJson("TooManyRequests")
  )

/** Schema of `InternalServerError`. */
export const InternalServerError: Schema.Codec<Errors.InternalServerError, StatusErrorJson<"InternalServerError">> =
  /* @__PURE__ */ errorSchema(
    Errors.InternalServerError,
    errorDescriptions.InternalServerError,
    () => statusErrorJson("InternalServerError")
  )

/** Schema of `UnexpectedStatus`, without a created key. */
export const UnexpectedStatus: Schema.Codec<Errors.UnexpectedStatus, StatusErrorJson<"UnexpectedStatus">> =
  /* @__PURE__ */ errorSchema(
    Errors.UnexpectedStatus,
    errorDescriptions.UnexpectedStatus,
    () => statusErrorJson("UnexpectedStatus")
  )

/** Schema of `InvalidResponse`, without a created key. */
export const InvalidResponse: Schema.Codec<Errors.InvalidResponse, StatusErrorJson<"InvalidResponse">> =
  /* @__PURE__ */ errorSchema(
    Errors.InvalidResponse,
    errorDescriptions.InvalidResponse,
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

/** Schema of one of several errors. An `HttpApi` takes `members`, since a status is that of one of them. */
export interface ErrorUnion<E, Json> extends Schema.Codec<E, Json> {
  readonly members: ReadonlyArray<Schema.Codec<E, Json>>
}

/** Schema of the errors that every operation can fail with. */
export const CommonError: ErrorUnion<Errors.CommonError, CommonErrorJson> = /* @__PURE__ */ evaluate(() =>
  Schema.Union([...common])
)

/** Schema of the errors of `list`. */
export const ListError: ErrorUnion<Errors.ListError, CommonErrorJson | StatusErrorJson<"BadRequest">> =
  /* @__PURE__ */ evaluate(() => Schema.Union([...common, BadRequest]))

/** Schema of the errors of `create`. */
export const CreateError: ErrorUnion<Errors.CreateError, CommonErrorJson | StatusErrorJson<"BadRequest">> =
  /* @__PURE__ */ evaluate(() => Schema.Union([...common, BadRequest]))

/** Schema of the errors of `get`. */
export const GetError: ErrorUnion<Errors.GetError, CommonErrorJson | StatusErrorJson<"NotFound">> =
  /* @__PURE__ */ evaluate(() => Schema.Union([...common, NotFound]))

/** Schema of the errors of `update`. */
export const UpdateError: ErrorUnion<
  Errors.UpdateError,
  CommonErrorJson | StatusErrorJson<"BadRequest" | "NotFound" | "Conflict">
> = /* @__PURE__ */ evaluate(() => Schema.Union([...common, BadRequest, NotFound, Conflict]))

/** Schema of the errors of `delete`. */
export const DeleteError: ErrorUnion<Errors.DeleteError, CommonErrorJson | StatusErrorJson<"NotFound">> =
  /* @__PURE__ */ evaluate(() => Schema.Union([...common, NotFound]))

/** Schema of the errors of `getCurrentKeyMetadata`. */
export const GetCurrentKeyMetadataError: ErrorUnion<Errors.GetCurrentKeyMetadataError, CommonErrorJson> =
  /* @__PURE__ */ evaluate(() => Schema.Union([...common]))

/** Schema of every error of this library. */
export const OpenRouterError: ErrorUnion<
  Errors.OpenRouterError,
  CommonErrorJson | StatusErrorJson<"BadRequest" | "NotFound" | "Conflict">
> = /* @__PURE__ */ evaluate(() => Schema.Union([...common, BadRequest, NotFound, Conflict]))
