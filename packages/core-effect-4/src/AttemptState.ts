/**
 * The progress of a call, for APIs built on these Effects: one that abandons a call must still say what is known of it.
 *
 * @module
 */
import type { AttemptState } from "@openrouter-keys/protocol/client/AttemptState"
import * as Context from "effect/Context"

export { type AttemptState, make, outcomeNow } from "@openrouter-keys/protocol/client/AttemptState"

/** The state that the next call of a fiber updates; `undefined`, the default, for one of its own. */
export const current: Context.Reference<AttemptState | undefined> = Context.Reference<AttemptState | undefined>(
  "@openrouter-keys/core-effect-4/AttemptState",
  { defaultValue: () => undefined }
)
