/**
 * The operations for React: hooks on TanStack Query 5, and what stands beside them.
 *
 * @module
 */
export {
  OpenRouterProvider,
  type OpenRouterProviderProps,
  useOpenRouterContext
} from "../internal/react-query/context.js"
export type {
  MutationHookOptions,
  QueryHookOptions,
  SuspenseQueryHookOptions
} from "../internal/react-query/options.js"
export * from "./apiKeysCreate.js"
export * from "./apiKeysDelete.js"
export * from "./apiKeysGet.js"
export * from "./apiKeysGetCurrentKeyMetadata.js"
export * from "./apiKeysList.js"
export * from "./apiKeysUpdate.js"
