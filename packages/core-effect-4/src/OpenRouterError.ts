/**
 * Errors of the operations, as tagged classes: the tag is the class name, each is an `Error`.
 *
 * After a failure the question that matters is whether the change happened. `outcome` answers it on every error, and
 * `isRetryable` says whether the same call may be made again. No error shows the bearer token or a created key, however
 * it is printed.
 *
 * @module
 */
export * from "@openrouter-keys/protocol/OpenRouterError"
export type { InputIssue, OperationName } from "@openrouter-keys/protocol/Operation"
