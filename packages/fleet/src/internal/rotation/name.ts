/**
 * Names of keys in the middle of a rotation. A key has no metadata but its name, so the name carries the rotation's
 * marker: by it, what an interrupted try left behind is found again.
 */
export { type MarkedName, plainName as originalName } from "../names.js"

/** Name of a successor until it takes the predecessor's. */
export const successorName = (name: string, id: string): string => `${name} [rotation ${id}]`

/** Name of a predecessor once its successor has taken its own. */
export const retiredName = (name: string, id: string): string => `${name} [retired ${id}]`

/** Name of a successor that stays after its rotation was cancelled: nothing is being done with it any more. */
export const cancelledName = (name: string, id: string): string => `${name} [cancelled ${id}]`
