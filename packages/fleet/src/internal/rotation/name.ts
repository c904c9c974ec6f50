/**
 * Names of keys in the middle of a rotation. A key has no metadata but its name, so the name carries the rotation's
 * marker: by it, what an interrupted try left behind is found again.
 */

/** What a marked name says. */
export interface MarkedName {
  /** The name without the marker. */
  readonly name: string
  /** ID of the rotation. */
  readonly id: string
  readonly role: "successor" | "retired"
}

/** Name of a successor until it takes the predecessor's. */
export const successorName = (name: string, id: string): string => `${name} [rotation ${id}]`

/** Name of a predecessor once its successor has taken its own. */
export const retiredName = (name: string, id: string): string => `${name} [retired ${id}]`

const form = /^([^]*) \[(rotation|retired) ([a-z0-9-]+)\]$/

/** The parts of a marked name; `null` for any other. */
export const originalName = (name: string): MarkedName | null => {
  const [, original, role, id] = form.exec(name) ?? []
  return original === undefined || role === undefined || id === undefined
    ? null
    : { name: original, id, role: role === "rotation" ? "successor" : "retired" }
}
