/**
 * The error of a call that was ended from outside.
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
  /** The reason, as the signal has it. */
  readonly cause?: unknown
}

/** The call was ended: by its own signal, or because its client was closed. `cause` is the reason, as the signal has it. */
export class RequestAborted extends Error {
  /** The tag, as on all errors of this library. */
  readonly _tag = "RequestAborted"
  /** As on the `DOMException` of an aborted `fetch`. */
  override readonly name = "AbortError"
  /** The operation that was ended. */
  readonly operation: OperationName
  /**
   * `NotSent` where nothing was sent, `Rejected` where the service had rejected every request, as in the wait after a
   * 429; otherwise `Unknown`: a change may have been made.
   */
  readonly outcome: Outcome
  /** Always `false`: the call ended because it was told to. */
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
