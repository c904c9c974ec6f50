/**
 * The progress of a call, for APIs built on these Effects: one that abandons a call must still say what is known of it.
 *
 * @module
 */
import type { Outcome } from "@openrouter-keys/protocol/OpenRouterError"
import { combineOutcomes } from "@openrouter-keys/protocol/Outcome"
import * as FiberRef from "effect/FiberRef"

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

/** The state that the next call of a fiber updates; `undefined`, the default, for one of its own. */
export const current: FiberRef.FiberRef<AttemptState | undefined> = FiberRef.unsafeMake<AttemptState | undefined>(
  undefined
)
