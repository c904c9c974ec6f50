/** Names that keys have while work on them is unfinished. The plain name comes first, so that a prefix still matches. */

/** What a name says of its key. */
export interface MarkedName {
  /** The name without its mark. */
  readonly name: string
  /** Of the work that gave the mark. */
  readonly id: string
  /**
   * - `pending`: just created, and not yet handed over;
   * - `successor`: a rotation has created it, and it does not have its name yet;
   * - `retired`: a rotation has replaced it;
   * - `cancelled`: the successor of a rotation that was cancelled, whose secret a program may be using.
   */
  readonly role: "pending" | "successor" | "retired" | "cancelled"
}

const roles = { pending: "pending", rotation: "successor", retired: "retired", cancelled: "cancelled" } as const

const marked = /^(.+) \[(pending|rotation|retired|cancelled) ([A-Za-z0-9_-]+)\]$/s

/** Reads a mark; `null` for a name that has none. */
export const plainName = (text: string): MarkedName | null => {
  const [, name, role, id] = marked.exec(text) ?? []
  return name === undefined || id === undefined ? null : { name, id, role: roles[role as keyof typeof roles] }
}

/** The name of a key that is created, until its secret is handed over. */
export const pendingName = (name: string, id: string): string => `${name} [pending ${id}]`
