/**
 * OpenRouter API keys as Effects with typed errors.
 *
 * @module
 */
export type { LimitReset } from "./ApiKey.js"
export { ApiKey, ApiKeyFromWire, CurrentKey, CurrentKeyFromWire, FreeModelDailyRequests, RateLimit } from "./ApiKey.js"
export { ApiKeys } from "./ApiKeys.js"
export * as AttemptState from "./AttemptState.js"
export * as ErrorSchema from "./ErrorSchema.js"
export * as FetchClient from "./FetchClient.js"
export {
  CreateKeysRequest,
  DeleteKeysRequest,
  External,
  GetKeyRequest,
  KeyChanges,
  ListRequest,
  UpdateKeysRequest
} from "./KeyRequest.js"
export {
  CreateKeysResponse,
  DeleteKeysResponse,
  GetCurrentKeyResponse,
  GetKeyResponse,
  ListResponse,
  UndecodableKey,
  UpdateKeysResponse
} from "./KeyResponse.js"
export { OpenRouterClient } from "./OpenRouterClient.js"
export type {
  CreateError,
  DeleteError,
  GetCurrentKeyMetadataError,
  GetError,
  ListError,
  Outcome,
  UpdateError
} from "./OpenRouterError.js"
export * as OpenRouterError from "./OpenRouterError.js"
export * as Operation from "./Operation.js"
export { RetryPolicy } from "./RetryPolicy.js"
