/** Errors of applying a plan. */
import * as Data from "effect/Data"
import type { Change, FieldChange, Refusal } from "../../Plan.js"

/** The plan cannot be applied. No change was made. */
export class PlanRefused extends Data.TaggedError("PlanRefused")<{
  /** Why, and what to do. */
  readonly message: string
  /** Declared keys that cannot be planned. */
  readonly refusals: ReadonlyArray<Refusal>
  /** Changes that permit more, if `refuseMore` is set. */
  readonly givingMore: ReadonlyArray<Change>
}> {}

/** A key has changed since the plan. This change and those after it were not made: plan again. */
export class PlanOutdated extends Data.TaggedError("PlanOutdated")<{
  /** What has changed, in one sentence. */
  readonly message: string
  /** The change that was not made. */
  readonly change: Change
  /** Fields in the plan (`before`) and now (`after`); empty if the key is gone or new. */
  readonly differences: ReadonlyArray<Omit<FieldChange, "givesMore">>
}> {}

/** A change failed. `cause` says whether it was made. In both cases, plan and apply again to finish. */
export class ChangeFailed extends Data.TaggedError("ChangeFailed")<{
  /** The change, and why it failed. */
  readonly message: string
  /** The change that failed. */
  readonly change: Change
  /** An `OpenRouterError`, the error of a sink, or the error of a rotation that could not start. */
  readonly cause: Error
}> {}
