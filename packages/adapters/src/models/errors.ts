/**
 * What calls fail with: core's own error classes, also under the names of the reference client.
 *
 * `_tag` says which, `outcome` whether the change happened, and `isRetryable` whether the same call may be made again.
 *
 * @module
 */
export {
  BadRequest,
  BadRequest as BadRequestResponseError,
  type CommonError,
  ConnectionError,
  type CreateError,
  type DeleteError,
  Forbidden,
  Forbidden as ForbiddenResponseError,
  type GetCurrentKeyMetadataError,
  type GetError,
  InternalServerError,
  InternalServerError as InternalServerResponseError,
  InvalidRequest,
  InvalidRequest as InvalidRequestError,
  InvalidRequest as SDKValidationError,
  InvalidResponse,
  InvalidResponse as ResponseValidationError,
  isOpenRouterError,
  type ListError,
  NotFound,
  NotFound as NotFoundResponseError,
  type OpenRouterError,
  type Outcome,
  RequestTimeout,
  RequestTimeout as RequestTimeoutError,
  TooManyRequests,
  TooManyRequests as TooManyRequestsResponseError,
  Unauthorized,
  Unauthorized as UnauthorizedResponseError,
  UnexpectedStatus,
  UnexpectedStatus as OpenRouterDefaultError,
  type UpdateError
} from "@openrouter-keys/core/OpenRouterError"
export { RequestAborted, RequestAborted as RequestAbortedError } from "./RequestAborted.js"
