/**
 * The stored keys: by hash, and in pages of the most recent.
 */
import type { StoredKey } from "./state.js"

/** How many keys a page of the list holds. */
const pageSize = 100

/** Which keys a list shows. */
export interface Selection {
  readonly workspaceId: string
  readonly includeDisabled: boolean
}

export interface Store {
  readonly get: (hash: string) => StoredKey | undefined
  /** Adds a key as the most recent, or replaces the one of the same hash where it stands. */
  readonly set: (key: StoredKey) => void
  readonly remove: (hash: string) => boolean
  /** All keys, most recent first. */
  readonly all: () => ReadonlyArray<StoredKey>
  readonly page: (selection: Selection, offset: number) => ReadonlyArray<StoredKey>
}

/** A store that holds `keys`, the oldest first. */
export const makeStore = (keys: ReadonlyArray<StoredKey>): Store => {
  const byHash = new Map(keys.map((key) => [key.hash, key]))
  // Lists are kept until something changes, so that reading 100,000 keys page by page sorts and filters once.
  const lists = new Map<string, ReadonlyArray<StoredKey>>()

  const list = (name: string, make: () => ReadonlyArray<StoredKey>): ReadonlyArray<StoredKey> => {
    const known = lists.get(name)
    if (known !== undefined) return known
    const made = make()
    lists.set(name, made)
    return made
  }

  const all = () => list("all", () => Array.from(byHash.values()).reverse())

  const selected = ({ includeDisabled, workspaceId }: Selection) =>
    list(
      `${workspaceId}:${includeDisabled}`,
      () => all().filter((key) => key.workspaceId === workspaceId && (includeDisabled || !key.disabled))
    )

  return {
    get: (hash) => byHash.get(hash),
    set: (key) => {
      byHash.set(key.hash, key)
      lists.clear()
    },
    remove: (hash) => {
      lists.clear()
      return byHash.delete(hash)
    },
    all,
    page: (selection, offset) => selected(selection).slice(offset, offset + pageSize)
  }
}
