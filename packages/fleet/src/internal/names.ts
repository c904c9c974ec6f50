/** Names of unfinished keys: the plain name and a mark. The name comes first, so that a prefix still matches. */

/** A marked name, parsed. */
export interface MarkedName {
  /** The name without its mark. */
  readonly name: string
  /** ID of the run or rotation that set the mark. */
  readonly id: string
  /**
   * - `pending`: created, and its secret is not yet delivered;
   * - `successor`: created by a rotation, and not yet renamed;
   * - `retired`: replaced by a rotation;
   * - `cancelled`: successor of a cancelled rotation; a program may be using its secret.
   */
  readonly role: "pending" | "successor" | "retired" | "cancelled"
}

const roles = { pending: "pending", rotation: "successor", retired: "retired", cancelled: "cancelled" } as const

const marked = /^(.+) \[(pending|rotation|retired|cancelled) ([A-Za-z0-9_-]+)\]$/s

/** Parses a name; `null` if it has no mark. */
export const plainName = (text: string): MarkedName | null => {
  const [, name, role, id] = marked.exec(text) ?? []
  return name === undefined || id === undefined ? null : { name, id, role: roles[role as keyof typeof roles] }
}

/** Name of a new key until its secret is delivered. */
export const pendingName = (name: string, id: string): string => `${name} [pending ${id}]`
