/**
 * The error for a key that the demo could not delete.
 */
import { Data } from "effect"

/** A key that was created, or may have been created, could not be deleted. */
export class OrphanedKeyError extends Data.TaggedError("OrphanedKeyError")<{
  readonly name: string
  /** `undefined` if the keys could not be listed. */
  readonly hash?: string
  /** The error of the call that failed. */
  readonly cause: unknown
}> {
  override get message(): string {
    const why = this.cause instanceof Error ? ` (${this.cause.message})` : ""
    return this.hash === undefined
      ? `A key named "${this.name}" may exist, but the keys could not be listed${why}. Delete it by hand if it exists.`
      : `The key "${this.name}" could not be deleted${why}. Delete it by hand; its hash is ${this.hash}`
  }
}
