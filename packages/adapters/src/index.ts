/**
 * OpenRouter API keys for ordinary code: Promises, and functions that resolve to results.
 *
 * @module
 */
export type {
  ApiKey,
  CreateKeysRequest,
  CurrentKey,
  DeleteKeysRequest,
  DeleteKeysResponse,
  External,
  FreeModelDailyRequests,
  GetCurrentKeyResponse,
  GetKeyRequest,
  GetKeyResponse,
  KeyChanges,
  LimitReset,
  ListRequest,
  ListResponse,
  RateLimit,
  UpdateKeysRequest,
  UpdateKeysResponse
} from "@openrouter-keys/core"
export { OpenRouterCore } from "./core.js"
export { apiKeysCreate } from "./funcs/apiKeysCreate.js"
export { apiKeysDelete } from "./funcs/apiKeysDelete.js"
export { apiKeysGet } from "./funcs/apiKeysGet.js"
export { apiKeysGetCurrentKeyMetadata } from "./funcs/apiKeysGetCurrentKeyMetadata.js"
export { apiKeysList } from "./funcs/apiKeysList.js"
export { apiKeysUpdate } from "./funcs/apiKeysUpdate.js"
export * from "./models/errors.js"
export type { CreateKeysResponse } from "./models/responses.js"
export type { Result } from "./models/Result.js"
export { type ApiKeys, OpenRouter } from "./OpenRouter.js"
export type { OpenRouterOptions, RequestOptions, RetryConfig } from "./options.js"
