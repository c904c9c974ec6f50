/**
 * OpenRouter API keys as Effects with typed errors.
 *
 * @module
 */
export { ApiKeys } from "./ApiKeys.js"
export * as AttemptState from "./AttemptState.js"
export * as FetchClient from "./FetchClient.js"
export { OpenRouterClient } from "./OpenRouterClient.js"
export * as OpenRouterError from "./OpenRouterError.js"
export * as Operation from "./Operation.js"
export { RetryPolicy } from "./RetryPolicy.js"
