/** What applying a plan can fail with. */
import * as Data from "effect/Data"
import type { Change, FieldChange, Refusal } from "../../Plan.js"

/** The plan may not be applied as it is. No change was made. */
export class PlanRefused extends Data.TaggedError("PlanRefused")<{
  /** Why, and what to do. */
  readonly message: string
  /** Declared keys that cannot be planned. */
  readonly refusals: ReadonlyArray<Refusal>
  /** Changes that give more, where those are refused. */
  readonly givingMore: ReadonlyArray<Change>
}> {}

/** A key is not as the plan saw it. This change was not made, and none after it: plan again. */
export class PlanOutdated extends Data.TaggedError("PlanOutdated")<{
  /** What is different now. */
  readonly message: string
  /** The change that was not made. */
  readonly change: Change
  /** Fields as the plan saw them (`before`) and as they are now (`after`); empty where the key is gone or new. */
  readonly differences: ReadonlyArray<Omit<FieldChange, "givesMore">>
}> {}

/** A change failed. `cause` says whether it was made; planning again finishes it in either case. */
export class ChangeFailed extends Data.TaggedError("ChangeFailed")<{
  /** The change and why it failed. */
  readonly message: string
  /** The change that failed. */
  readonly change: Change
  /** An `OpenRouterError`, a sink that did not take the secret, or a rotation that could not start. */
  readonly cause: Error
}> {}
