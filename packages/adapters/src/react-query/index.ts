/**
 * The operations for React: hooks and utilities for TanStack Query 5.
 *
 * @module
 */
export {
  OpenRouterProvider,
  type OpenRouterProviderProps,
  useOpenRouterContext
} from "../internal/react-query/context.js"
export * from "./apiKeysCreate.js"
export * from "./apiKeysDelete.js"
export * from "./apiKeysGet.js"
export * from "./apiKeysGetCurrentKeyMetadata.js"
export * from "./apiKeysList.js"
export * from "./apiKeysUpdate.js"
