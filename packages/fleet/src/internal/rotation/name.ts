/**
 * Names of keys during a rotation. A key has no metadata except its name, so the name contains the rotation's
 * mark, by which the keys of an interrupted attempt are found.
 */
export { type MarkedName, plainName as originalName } from "../names.js"

/** Name of a successor until it gets the predecessor's name. */
export const successorName = (name: string, id: string): string => `${name} [rotation ${id}]`

/** Name of a predecessor after its successor has got its name. */
export const retiredName = (name: string, id: string): string => `${name} [retired ${id}]`

/** Name of a successor that is kept after its rotation was cancelled. */
export const cancelledName = (name: string, id: string): string => `${name} [cancelled ${id}]`
