/**
 * The error for a state that could not be loaded or saved.
 *
 * @module
 */
import * as Data from "effect/Data"

/** The state file could not be read or written, is in use, or does not contain a state. */
export class StateError extends Data.TaggedError("StateError")<{
  /** Path of the file. */
  readonly path: string
  /** The action that failed. */
  readonly action: "load" | "save"
  /** The reason, as in "it is not JSON". */
  readonly reason: string
}> {
  override get message(): string {
    const action = this.action === "load" ? "load its state from" : "save its state to"
    return `The sandbox cannot ${action} ${this.path}: ${this.reason}`
  }
}
