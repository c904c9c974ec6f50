/** Strategies to replace a key. */
import type * as Effect from "effect/Effect"
import type { Later, Stop } from "./failure.js"
import { type FindSink, issue, type Services } from "./issue.js"
import type { Rotation, Transition } from "./record.js"
import { cancel, deletePredecessor, disable, drain, grace, keep } from "./retire.js"

/** A strategy to replace a key. Steps must be safe to repeat, because the process may die at any time. */
export interface Strategy {
  /** Runs the rotation's current step. */
  readonly step: (rotation: Rotation, findSink: FindSink) => Effect.Effect<Transition, Stop | Later, Services>
  /** Rolls the rotation back. */
  readonly cancel: (rotation: Rotation) => Effect.Effect<Transition, Stop | Later, Services>
}

/** Uses only operations on keys: creates a successor, which replaces the predecessor. */
export const emulated: Strategy = {
  step: (rotation, findSink) => {
    switch (rotation.step) {
      case "issue":
        return issue(rotation, findSink)
      case "grace":
        return grace(rotation)
      case "drain":
        return drain(rotation)
      case "disable":
        return disable(rotation)
      case "keep":
        return keep(rotation)
      case "delete":
        return deletePredecessor(rotation)
    }
  },
  cancel
}
