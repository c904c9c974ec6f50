/**
 * The progress of a call, so that APIs built on these Effects can report the outcome of an aborted call.
 *
 * @module
 */
import type { AttemptState } from "@openrouter-keys/protocol/client/AttemptState"
import * as Context from "effect/Context"

export { type AttemptState, make, outcomeNow } from "@openrouter-keys/protocol/client/AttemptState"

/** The state that the next call of a fiber updates. Default: `undefined`, and each call has its own. */
export const current: Context.Reference<AttemptState | undefined> = Context.Reference<AttemptState | undefined>(
  "@openrouter-keys/core-effect-4/AttemptState",
  { defaultValue: () => undefined }
)
