/** Confirmations of rotations: the new key is in use, or a stopped step may continue. */
import type { Rotation, Signal, Step } from "./record.js"

const order: ReadonlyArray<Step> = ["issue", "grace", "drain", "disable", "keep", "delete"]

const isBefore = (step: Step, other: Step): boolean => order.indexOf(step) < order.indexOf(other)

/**
 * The rotation after a step was confirmed; `null` if it is no longer at that step, or if the step does not wait
 * for a confirmation.
 */
export const confirm = (rotation: Rotation, signal: Signal): Rotation | null => {
  if (signal !== `confirm ${rotation.step}`) return null
  if (rotation.state === "stopped") return rotation.asked ? { ...rotation, forced: true } : rotation
  switch (rotation.step) {
    case "grace":
      return { ...rotation, graceEndsAt: 0 }
    case "keep":
      return { ...rotation, deleteAt: 0 }
    default:
      return null
  }
}

/** Why a rotation cannot be confirmed now, in a sentence; `null` if it can. */
export const problemOfConfirm = (rotation: Rotation, step: Step | undefined): string | null => {
  const { deleteAt, id, state, step: at } = rotation
  if (step !== undefined && isBefore(at, step)) {
    return `Rotation ${id} is at step ${at}, and has not reached step ${step} yet.`
  }
  if (state === "stopped" || at === "grace" || (at === "keep" && step === "keep")) return null
  switch (at) {
    case "issue":
      return `Rotation ${id} has not delivered the new secret yet, so it cannot be in use: confirm during the step grace.`
    case "drain":
      return `Rotation ${id} is checking whether the old key is still in use, and continues by itself. ` +
        "If the key stays in use, the rotation stops: confirm it then."
    case "keep":
      return `Rotation ${id} has disabled the old key, and will delete it at ${
        new Date(deleteAt ?? 0).toISOString()
      }. ` +
        "To delete it now, confirm with the step keep."
    default:
      return `Rotation ${id} is running step ${at}, and continues by itself.`
  }
}

/** Whether a rotation is already past a step. */
export const isPast = (rotation: Rotation, step: Step | undefined): boolean =>
  step !== undefined && isBefore(step, rotation.step)
