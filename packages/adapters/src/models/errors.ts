/**
 * Errors of the operations, also under the names of the reference client.
 *
 * `_tag` is the name of the class, `outcome` says whether the change happened, and `isRetryable` whether it is safe to
 * repeat the call.
 *
 * @module
 */
export {
  BadRequest,
  BadRequest as BadRequestResponseError,
  type CommonError,
  Conflict,
  Conflict as ConflictResponseError,
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
} from "@openrouter-keys/protocol/OpenRouterError"
export { RequestAborted, RequestAborted as RequestAbortedError } from "./RequestAborted.js"
