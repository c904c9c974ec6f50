/**
 * The progress of a call, so that an aborted call can still report its outcome.
 *
 * @module
 */
import type { Outcome } from "../OpenRouterError.js"
import { combineOutcomes } from "../Outcome.js"

/** The progress of a call, updated while it runs. */
export interface AttemptState {
  /** Requests sent so far. */
  attempts: number
  /** Outcome of the finished attempts together. */
  outcome: Outcome
  /** Whether a request is under way. */
  isSending: boolean
}

/** The state before the first attempt. */
export const make = (): AttemptState => ({ attempts: 0, outcome: "NotSent", isSending: false })

/** The outcome if the call is aborted now. A request that was sent may still be processed. */
export const outcomeNow = ({ isSending, outcome }: AttemptState): Outcome =>
  isSending ? combineOutcomes(outcome, "Unknown") : outcome
