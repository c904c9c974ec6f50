/**
 * Schemas of the errors, so that they can cross an `Rpc`, an `HttpApi`, a cluster or a queue: one for each class, and one
 * for the errors of each operation.
 *
 * Decoding gives an instance of the class, on which `instanceof`, `_tag` and every field work. A created key and `cause`
 * are not encoded: `revealCreatedKey()` of a decoded error is `null`.
 *
 * In an `HttpApi` each error has the status of its class; `InvalidRequest` has 400, `ConnectionError`, `UnexpectedStatus`
 * and `InvalidResponse` have 502, and `RequestTimeout` has 504. `HttpApiSchema.status` sets another.
 *
 * @module
 */
import {
  aboutErrorFields as about,
  aboutErrors,
  type CommonErrorJson,
  type ConnectionErrorJson,
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
  aboutErrors.InvalidRequest,
  () => errorJson("InvalidRequest", { issues: issues() })
)

/** Schema of `ConnectionError`, without its `cause`. */
export const ConnectionError: Schema.Codec<Errors.ConnectionError, ConnectionErrorJson> = /* @__PURE__ */ errorSchema(
  Errors.ConnectionError,
  aboutErrors.ConnectionError,
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
  aboutErrors.RequestTimeout,
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
  aboutErrors.BadRequest,
  () => statusErrorJson("BadRequest")
)

/** Schema of `Unauthorized`. */
export const Unauthorized: Schema.Codec<Errors.Unauthorized, StatusErrorJson<"Unauthorized">> =
  /* @__PURE__ */ errorSchema(
    Errors.Unauthorized,
    aboutErrors.Unauthorized,
    () => statusErrorJson("Unauthorized")
  )

/** Schema of `Forbidden`. */
export const Forbidden: Schema.Codec<Errors.Forbidden, StatusErrorJson<"Forbidden">> = /* @__PURE__ */ errorSchema(
  Errors.Forbidden,
  aboutErrors.Forbidden,
  () => statusErrorJson("Forbidden")
)

/** Schema of `NotFound`. */
export const NotFound: Schema.Codec<Errors.NotFound, StatusErrorJson<"NotFound">> = /* @__PURE__ */ errorSchema(
  Errors.NotFound,
  aboutErrors.NotFound,
  () => statusErrorJson("NotFound")
)

/** Schema of `Conflict`. */
export const Conflict: Schema.Codec<Errors.Conflict, StatusErrorJson<"Conflict">> = /* @__PURE__ */ errorSchema(
  Errors.Conflict,
  aboutErrors.Conflict,
  () => statusErrorJson("Conflict")
)

/** Schema of `TooManyRequests`. */
export const TooManyRequests: Schema.Codec<Errors.TooManyRequests, StatusErrorJson<"TooManyRequests">> =
  /* @__PURE__ */ errorSchema(
    Errors.TooManyRequests,
    aboutErrors.TooManyRequests,
    () => statusErrorJson("TooManyRequests")
  )

/** Schema of `InternalServerError`. */
export const InternalServerError: Schema.Codec<Errors.InternalServerError, StatusErrorJson<"InternalServerError">> =
  /* @__PURE__ */ errorSchema(
    Errors.InternalServerError,
    aboutErrors.InternalServerError,
    () => statusErrorJson("InternalServerError")
  )

/** Schema of `UnexpectedStatus`, without a created key. */
export const UnexpectedStatus: Schema.Codec<Errors.UnexpectedStatus, StatusErrorJson<"UnexpectedStatus">> =
  /* @__PURE__ */ errorSchema(
    Errors.UnexpectedStatus,
    aboutErrors.UnexpectedStatus,
    () => statusErrorJson("UnexpectedStatus")
  )

/** Schema of `InvalidResponse`, without a created key. */
export const InvalidResponse: Schema.Codec<Errors.InvalidResponse, StatusErrorJson<"InvalidResponse">> =
  /* @__PURE__ */ errorSchema(
    Errors.InvalidResponse,
    aboutErrors.InvalidResponse,
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

/** Schema of the errors that every operation can fail with. */
export const CommonError: Schema.Codec<Errors.CommonError, CommonErrorJson> = /* @__PURE__ */ evaluate(() =>
  Schema.Union([...common])
)

/** Schema of the errors of `list`. */
export const ListError: Schema.Codec<Errors.ListError, CommonErrorJson | StatusErrorJson<"BadRequest">> =
  /* @__PURE__ */ evaluate(() => Schema.Union([...common, BadRequest]))

/** Schema of the errors of `create`. */
export const CreateError: Schema.Codec<Errors.CreateError, CommonErrorJson | StatusErrorJson<"BadRequest">> =
  /* @__PURE__ */ evaluate(() => Schema.Union([...common, BadRequest]))

/** Schema of the errors of `get`. */
export const GetError: Schema.Codec<Errors.GetError, CommonErrorJson | StatusErrorJson<"NotFound">> =
  /* @__PURE__ */ evaluate(() => Schema.Union([...common, NotFound]))

/** Schema of the errors of `update`. */
export const UpdateError: Schema.Codec<
  Errors.UpdateError,
  CommonErrorJson | StatusErrorJson<"BadRequest" | "NotFound" | "Conflict">
> = /* @__PURE__ */ evaluate(() => Schema.Union([...common, BadRequest, NotFound, Conflict]))

/** Schema of the errors of `delete`. */
export const DeleteError: Schema.Codec<Errors.DeleteError, CommonErrorJson | StatusErrorJson<"NotFound">> =
  /* @__PURE__ */ evaluate(() => Schema.Union([...common, NotFound]))

/** Schema of the errors of `getCurrentKeyMetadata`. */
export const GetCurrentKeyMetadataError: Schema.Codec<Errors.GetCurrentKeyMetadataError, CommonErrorJson> =
  /* @__PURE__ */ evaluate(() => Schema.Union([...common]))

/** Schema of every error of this library. */
export const OpenRouterError: Schema.Codec<
  Errors.OpenRouterError,
  CommonErrorJson | StatusErrorJson<"BadRequest" | "NotFound" | "Conflict">
> = /* @__PURE__ */ evaluate(() => Schema.Union([...common, BadRequest, NotFound, Conflict]))
