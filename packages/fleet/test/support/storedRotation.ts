/** A rotation in a database that no engine knows. */
import * as Store from "../../src/internal/rotation/store.js"

/** Stores a rotation that is to be issued, since 1970. */
export const insertRotation = (id: string) =>
  Store.insert({
    id,
    request: {
      hash: `hash-${id}`,
      to: null,
      grace: 0,
      drain: 0,
      drainBound: 0,
      keepDisabled: 0,
      limit: "auto",
      expiresAt: null,
      hasExpiry: false,
      withoutRestrictions: false
    },
    startedAt: 0,
    updatedAt: 0,
    step: "issue",
    state: "active",
    reason: null,
    name: id,
    label: id,
    workspaceId: null,
    successor: null,
    handing: [],
    hasLeftovers: false,
    spending: null,
    graceEndsAt: null,
    drain: null,
    asked: false,
    forced: false,
    deleteAt: null,
    failures: { count: 0, since: 0 }
  })
