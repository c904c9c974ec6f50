/**
 * The error of a call that was aborted.
 *
 * @module
 */
import type { Outcome } from "@openrouter-keys/protocol/OpenRouterError"
import type { OperationName } from "@openrouter-keys/protocol/Operation"

/** Fields of a {@link RequestAborted}. */
export interface RequestAbortedFields {
  readonly operation: OperationName
  /** Number of requests sent before the call ended. Default: 0. */
  readonly attempts?: number | undefined
  /** Default: `NotSent` without attempts, otherwise `Unknown`. */
  readonly outcome?: Outcome | undefined
  /** The signal's `reason`. */
  readonly cause?: unknown
}

/** The call was aborted by its signal, or because the client was closed. `cause` is the signal's `reason`. */
export class RequestAborted extends Error {
  /** The name of the class, as on all errors of this library. */
  readonly _tag = "RequestAborted"
  /** As on the `DOMException` of an aborted `fetch`. */
  override readonly name = "AbortError"
  /** The operation that was aborted. */
  readonly operation: OperationName
  /**
   * `NotSent` if nothing was sent, `Rejected` if the service had rejected every request, such as during the wait after a
   * 429; otherwise `Unknown`: the change may have been made.
   */
  readonly outcome: Outcome
  /** Always `false`: the caller ended the call. */
  readonly isRetryable = false
  /** Number of requests sent before the call ended. */
  readonly attempts: number

  constructor({ attempts = 0, cause, operation, outcome }: RequestAbortedFields) {
    super(`${operation}: the request was aborted`, { cause })
    this.operation = operation
    this.attempts = attempts
    this.outcome = outcome ?? (attempts === 0 ? "NotSent" : "Unknown")
  }
}
