/**
 * The progress of a call, so that APIs built on these Effects can report the outcome of an aborted call.
 *
 * @module
 */
import type { AttemptState } from "@openrouter-keys/protocol/client/AttemptState"
import * as FiberRef from "effect/FiberRef"

export { type AttemptState, make, outcomeNow } from "@openrouter-keys/protocol/client/AttemptState"

/** The state that the next call of a fiber updates. Default: `undefined`, and each call has its own. */
export const current: FiberRef.FiberRef<AttemptState | undefined> = FiberRef.unsafeMake<AttemptState | undefined>(
  undefined
)
