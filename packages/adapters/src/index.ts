/**
 * OpenRouter API keys for Promise code: a client with methods, and functions that resolve to results.
 *
 * @module
 */
export { OpenRouterCore } from "./core.js"
export { apiKeysCreate } from "./funcs/apiKeysCreate.js"
export { apiKeysDelete } from "./funcs/apiKeysDelete.js"
export { apiKeysGet } from "./funcs/apiKeysGet.js"
export { apiKeysGetCurrentKeyMetadata } from "./funcs/apiKeysGetCurrentKeyMetadata.js"
export { apiKeysList } from "./funcs/apiKeysList.js"
export { apiKeysUpdate } from "./funcs/apiKeysUpdate.js"
export * from "./models/errors.js"
export type * from "./models/operations.js"
export { type ApiKeys, OpenRouter } from "./OpenRouter.js"
export type * from "./options.js"
export * from "./types.js"
