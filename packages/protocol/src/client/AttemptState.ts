/**
 * The progress of a call: one that is abandoned must still say what is known of it.
 *
 * @module
 */
import type { Outcome } from "../OpenRouterError.js"
import { combineOutcomes } from "../Outcome.js"

/** How far a call has come. It is updated while the call runs. */
export interface AttemptState {
  /** Requests sent so far. */
  attempts: number
  /** What the attempts that have ended say of the change. */
  outcome: Outcome
  /** Whether a request is under way. */
  isSending: boolean
}

/** The state of a call that has sent nothing. */
export const make = (): AttemptState => ({ attempts: 0, outcome: "NotSent", isSending: false })

/** What is known of the change if the call is abandoned now: a request under way may still be processed. */
export const outcomeNow = ({ isSending, outcome }: AttemptState): Outcome =>
  isSending ? combineOutcomes(outcome, "Unknown") : outcome
