/**
 * Why a sandbox could not load or save its state.
 *
 * @module
 */
import * as Data from "effect/Data"

/** The file of a sandbox's state could not be read or written, or is none. */
export class StateError extends Data.TaggedError("StateError")<{
  /** The file that was asked for. */
  readonly path: string
  /** What was tried. */
  readonly action: "load" | "save"
  /** Why it failed, in words. */
  readonly reason: string
}> {
  override get message(): string {
    const what = this.action === "load" ? "load its state from" : "save its state to"
    return `The sandbox cannot ${what} ${this.path}: ${this.reason}`
  }
}
