/**
 * The errors of the operations: tagged classes that extend `Error`. The tag is the name of the class.
 *
 * `outcome` says whether the change was made, and `isRetryable` whether the call may be repeated. No error shows the
 * bearer token or a created key when it is printed.
 *
 * @module
 */
export * from "@openrouter-keys/protocol/OpenRouterError"
export type { InputIssue, OperationName } from "@openrouter-keys/protocol/Operation"
