/**
 * The stored keys, by hash and in pages, the most recent first. A store is immutable and plain JSON: each change
 * returns a new one.
 */
import * as HashIndex from "./hashIndex.js"
import { isExpired } from "./key.js"
import type { StoredKey } from "./state.js"
import * as Vector from "./vector.js"

/** Keys in a page. */
const pageSize = 100

/** Which keys a list shows. */
export interface Selection {
  readonly workspaceId: string
  readonly includeDisabled: boolean
  readonly includeExpired: boolean
}

export interface KeyStore {
  /** In the order of creation; `null` where a key was removed. */
  readonly slots: Vector.Vector<StoredKey | null>
  /** Where each key is in `slots`. */
  readonly index: HashIndex.HashIndex
}

/** Creates a store of `keys`, the oldest first. Of keys with the same hash, the last one wins. */
export const makeStore = (keys: ReadonlyArray<StoredKey>): KeyStore => {
  const unique = Array.from(new Map(keys.map((key) => [key.hash, key])).values())
  return {
    slots: Vector.fromArray<StoredKey | null>(unique),
    index: unique.reduce((index, { hash }, position) => HashIndex.add(index, hash, position), HashIndex.empty)
  }
}

export const get = ({ index, slots }: KeyStore, hash: string): StoredKey | undefined =>
  Vector.get(slots, HashIndex.get(index, hash)) ?? undefined

/** Adds a key as the most recent one, or replaces it in its place. */
export const put = ({ index, slots }: KeyStore, key: StoredKey): KeyStore => {
  const position = HashIndex.get(index, key.hash)
  return position === -1
    ? { slots: Vector.append(slots, key), index: HashIndex.add(index, key.hash, slots.end) }
    : { slots: Vector.set(slots, position, key), index }
}

export const remove = (store: KeyStore, hash: string): KeyStore => {
  const position = HashIndex.get(store.index, hash)
  return position === -1
    ? store
    : { slots: Vector.set(store.slots, position, null), index: HashIndex.remove(store.index, hash) }
}

/** All keys, the oldest first. */
export const all = ({ slots }: KeyStore): ReadonlyArray<StoredKey> =>
  Vector.toArray(slots).filter((key) => key !== null)

// =====================================================================================================================
// Changes
// =====================================================================================================================

/** The change of one key; `null` before it was created and after it was removed. */
export interface KeyChange {
  readonly hash: string
  readonly before: StoredKey | null
  readonly after: StoredKey | null
  /** Position of the key before its removal. */
  readonly position: number
}

/** The change of one key between two stores. */
export const changeBetween = (from: KeyStore, to: KeyStore, hash: string): KeyChange | null =>
  from === to ? null : {
    hash,
    before: get(from, hash) ?? null,
    after: get(to, hash) ?? null,
    position: HashIndex.get(from.index, hash)
  }

/** Restores the old fields, except those that were changed again since. */
const restoreFields = (now: StoredKey, before: StoredKey, after: StoredKey): StoredKey => {
  const restored: Record<string, unknown> = {}
  for (const field of Object.keys(now) as Array<keyof StoredKey>) {
    restored[field] = now[field] === after[field] ? before[field] : now[field]
  }
  return restored as unknown as StoredKey
}

/** Undoes a change. Later changes of the same key stay. */
export const undo = (store: KeyStore, { after, before, hash, position }: KeyChange): KeyStore => {
  const now = get(store, hash)
  if (before === null) return remove(store, hash)
  if (after === null) {
    const isFree = now === undefined && Vector.get(store.slots, position) === null
    return isFree
      ? { slots: Vector.set(store.slots, position, before), index: HashIndex.add(store.index, hash, position) }
      : store
  }
  return now === undefined ? store : put(store, restoreFields(now, before, after))
}

/** Repeats a change that was undone. */
export const redo = (store: KeyStore, { after, before, hash }: KeyChange): KeyStore => {
  const now = get(store, hash)
  if (after === null) return remove(store, hash)
  if (before === null) return put(store, after)
  return now === undefined ? store : put(store, restoreFields(now, after, before))
}

// =====================================================================================================================
// Pages
// =====================================================================================================================

/** The part of a list read so far: from the most recent key down to `position`, valid from `from` until `until`. */
interface ReadList {
  readonly keys: Array<StoredKey>
  position: number
  from: number
  until: number
}

/**
 * Cache of lists by store, so that reading 100,000 keys page by page visits each key once.
 */
const readLists = new WeakMap<KeyStore, Map<string, ReadList>>()

const listOf = (store: KeyStore, selection: Selection, now: number): ReadList => {
  const lists = readLists.get(store) ?? new Map<string, ReadList>()
  readLists.set(store, lists)
  const name = `${selection.workspaceId}:${selection.includeDisabled}:${selection.includeExpired}`
  const known = lists.get(name)
  if (known !== undefined && now >= known.from && now < known.until) return known
  const list = { keys: [], position: store.slots.end, from: -Infinity, until: Infinity }
  lists.set(name, list)
  return list
}

/** Whether the list contains a key; records until when that holds. */
const shows = (list: ReadList, key: StoredKey, selection: Selection, now: number): boolean => {
  if (key.workspaceId !== selection.workspaceId) return false
  if (key.disabled && !selection.includeDisabled) return false
  if (selection.includeExpired || key.expiresAt === null) return true
  const expiry = Date.parse(key.expiresAt)
  if (isExpired(key, now)) {
    list.from = Math.max(list.from, expiry)
    return false
  }
  if (expiry > now) list.until = Math.min(list.until, expiry)
  return true
}

/** At most 100 keys from the `offset`th on, the most recent first. */
export const page = (
  store: KeyStore,
  selection: Selection,
  offset: number,
  now: number
): ReadonlyArray<StoredKey> => {
  const list = listOf(store, selection, now)
  while (list.keys.length < offset + pageSize && list.position > store.slots.start) {
    list.position -= 1
    const key = Vector.get(store.slots, list.position)
    if (key && shows(list, key, selection, now)) list.keys.push(key)
  }
  return list.keys.slice(offset, offset + pageSize)
}
