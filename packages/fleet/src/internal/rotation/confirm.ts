/** What it means that somebody confirms a rotation: that the new key is in use, or that a stopped step may go on. */
import type { Rotation, Signal, Step } from "./record.js"

const order: ReadonlyArray<Step> = ["issue", "grace", "drain", "disable", "keep", "delete"]

const isBefore = (step: Step, other: Step): boolean => order.indexOf(step) < order.indexOf(other)

/**
 * The rotation as it goes on once a step was confirmed; `null` where it is not at that step any more, or the step waits
 * for nobody: then nothing happens.
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

/** Why a rotation cannot be confirmed as it stands, in a sentence; `null` where it can. */
export const problemOfConfirm = (rotation: Rotation, step: Step | undefined): string | null => {
  const { deleteAt, id, state, step: at } = rotation
  if (step !== undefined && isBefore(at, step)) return `Rotation ${id} is at ${at}, and has not come to ${step} yet.`
  if (state === "stopped" || at === "grace" || (at === "keep" && step === "keep")) return null
  switch (at) {
    case "issue":
      return `Rotation ${id} has not handed the new secret over yet, so nobody can be using it: confirm at the step grace.`
    case "drain":
      return `Rotation ${id} looks whether the old key is still in use, and goes on by itself. ` +
        "Should that not end, it stops and asks: confirm then."
    case "keep":
      return `Rotation ${id} has disabled the old key, and deletes it at ${new Date(deleteAt ?? 0).toISOString()}. ` +
        "To delete it now, confirm the step keep by name."
    default:
      return `Rotation ${id} is at work on the step ${at}, and goes on by itself.`
  }
}

/** Whether a confirmation of a step was followed already. */
export const isPast = (rotation: Rotation, step: Step | undefined): boolean =>
  step !== undefined && isBefore(step, rotation.step)
