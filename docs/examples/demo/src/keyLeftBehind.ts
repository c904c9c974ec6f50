/**
 * What a person has to know when the demo could not clean up.
 */
import { Data } from "effect"

/** A key that was made, or may have been made, could not be deleted. */
export class KeyLeftBehind extends Data.TaggedError("KeyLeftBehind")<{
  readonly name: string
  /** Unknown where the key could not even be looked for. */
  readonly hash?: string
  /** Why. */
  readonly cause: unknown
}> {
  override get message(): string {
    const why = this.cause instanceof Error ? ` (${this.cause.message})` : ""
    return this.hash === undefined
      ? `A key named "${this.name}" may exist and could not be looked for${why}. Please delete it by hand.`
      : `The key "${this.name}" could not be deleted${why}. Please delete it by hand; its hash is ${this.hash}`
  }
}
