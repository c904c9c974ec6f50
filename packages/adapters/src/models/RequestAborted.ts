/**
 * The error of a call that was ended from outside.
 *
 * @module
 */
import type { OperationName, Outcome } from "@openrouter-keys/core/OpenRouterError"

/** The call was ended: by its own signal, or because its client was closed. `cause` is the reason, as the signal has it. */
export class RequestAborted extends Error {
  /** The tag, as on all errors of this library. */
  readonly _tag = "RequestAborted"
  /** As on the `DOMException` of an aborted `fetch`. */
  override readonly name = "AbortError"
  /** The operation that was ended. */
  readonly operation: OperationName
  /** `NotSent` where no request was made by then; otherwise a change may have been made. */
  readonly outcome: Outcome
  /** Always `false`: the call ended because it was told to. */
  readonly isRetryable = false
  /** How many requests were made by then. */
  readonly attempts: number

  constructor({ attempts, cause, operation }: {
    readonly operation: OperationName
    readonly attempts: number
    readonly cause: unknown
  }) {
    super(`${operation}: the request was aborted`, { cause })
    this.operation = operation
    this.attempts = attempts
    this.outcome = attempts === 0 ? "NotSent" : "Unknown"
  }
}
