/** Starts the rotation of a key that has to be replaced. */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { DeclaredKey } from "../Declaration.js"

/** A key cannot be replaced. */
export class ReplaceError extends Data.TaggedError("ReplaceError")<{ readonly message: string }> {}

/** The key to replace, and what its successor is to be. */
export interface Replacement extends DeclaredKey {
  readonly hash: string
  readonly to: string
}

export class Replacer extends Context.Reference<Replacer>()("@openrouter-keys/fleet/Replacer", {
  defaultValue: () => ({
    replace: (_: Replacement): Effect.Effect<{ readonly id: string }, ReplaceError> =>
      new ReplaceError({ message: "there is no rotation to do it" })
  })
}) {}
