/** How a key is replaced, as a value: what each step does, and how to go back. */
import type * as Effect from "effect/Effect"
import type { Later, Stop } from "./failure.js"
import { type FindSink, issue, type Services } from "./issue.js"
import type { Rotation, Transition } from "./record.js"
import { cancel, deletePredecessor, disable, drain, grace, keep } from "./retire.js"

/** How a key is replaced. Every step may be repeated, since the process may die at any moment of it. */
export interface Strategy {
  /** Takes the step that the rotation is at. */
  readonly step: (rotation: Rotation, findSink: FindSink) => Effect.Effect<Transition, Stop | Later, Services>
  /** Goes back to where it was, as far as that goes. */
  readonly cancel: (rotation: Rotation) => Effect.Effect<Transition, Stop | Later, Services>
}

/** With the operations on keys alone: a successor is created, and takes the predecessor's place. */
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
