/**
 * The error of a call that its own signal ended.
 *
 * @module
 */
import type { OperationName, Outcome } from "@openrouter-keys/core/OpenRouterError"

/** The call's signal was aborted: `cause` is the signal's reason. */
export class RequestAborted extends Error {
  /** The tag, as on all errors of this library. */
  readonly _tag = "RequestAborted"
  /** As on the `DOMException` of an aborted `fetch`. */
  override readonly name = "AbortError"
  /** The operation that was ended. */
  readonly operation: OperationName
  /** `NotSent` where the signal was aborted beforehand; otherwise a change may have been made by then. */
  readonly outcome: Outcome
  /** Always `false`: the call ended because it was told to. */
  readonly isRetryable = false

  /** @internal */
  constructor(operation: OperationName, outcome: Outcome, reason: unknown) {
    super(`${operation}: the request was aborted`, { cause: reason })
    this.operation = operation
    this.outcome = outcome
  }
}
