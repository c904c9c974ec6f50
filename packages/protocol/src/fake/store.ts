/**
 * The stored keys: by hash, and in pages of the most recent. A store is never changed: each change gives another one.
 * It is plain JSON.
 */
import { isExpired } from "./key.js"
import type { StoredKey } from "./state.js"
import * as Vector from "./vector.js"

/** How many keys a page of the list holds. */
const pageSize = 100

/** How many keys share a bucket of the index before there are more buckets. */
const bucketLoad = 16

/** Which keys a list shows. */
export interface Selection {
  readonly workspaceId: string
  readonly includeDisabled: boolean
  readonly includeExpired: boolean
}

type Bucket = ReadonlyArray<readonly [hash: string, position: number]>

export interface KeyStore {
  /** In the order of creation; `null` where a key was removed. */
  readonly slots: Vector.Vector<StoredKey | null>
  /** Where each key is, by its hash. */
  readonly buckets: ReadonlyArray<Bucket>
  /** How many keys there are. */
  readonly size: number
}

/** FNV-1a: which bucket a hash belongs to. */
const bucketOf = (hash: string, buckets: number): number => {
  let mixed = 0x811c9dc5
  for (let i = 0; i < hash.length; i++) mixed = Math.imul(mixed ^ hash.charCodeAt(i), 0x01000193)
  return (mixed >>> 0) % buckets
}

/** An index of keys at their positions. */
const indexOf = (keys: Iterable<readonly [hash: string, position: number]>, buckets: number): ReadonlyArray<Bucket> => {
  const index = Array.from({ length: buckets }, (): Array<readonly [string, number]> => [])
  for (const entry of keys) index[bucketOf(entry[0], buckets)]!.push(entry)
  return index
}

/** A store that holds `keys`, the oldest first. Of keys with the same hash, the last one counts. */
export const makeStore = (keys: ReadonlyArray<StoredKey>): KeyStore => {
  const unique = [...new Map(keys.map((key) => [key.hash, key])).values()]
  return {
    slots: Vector.fromArray(unique),
    buckets: indexOf(
      unique.map(({ hash }, position) => [hash, position] as const),
      Math.max(1, Math.ceil(unique.length / bucketLoad) * 2)
    ),
    size: unique.length
  }
}

/** Where the key of a hash is, or -1. */
const positionOf = ({ buckets }: KeyStore, hash: string): number =>
  buckets[bucketOf(hash, buckets.length)]!.find((entry) => entry[0] === hash)?.[1] ?? -1

export const get = (store: KeyStore, hash: string): StoredKey | undefined =>
  Vector.get(store.slots, positionOf(store, hash)) ?? undefined

const withBucket = (
  { buckets }: KeyStore,
  hash: string,
  change: (bucket: Bucket) => Bucket
): ReadonlyArray<Bucket> => {
  const at = bucketOf(hash, buckets.length)
  const copy = buckets.slice()
  copy[at] = change(buckets[at]!)
  return copy
}

/** The store with a key at a position that has none. */
const insert = (store: KeyStore, slots: KeyStore["slots"], { hash }: StoredKey, position: number): KeyStore => {
  const buckets = withBucket(store, hash, (bucket) => [...bucket, [hash, position]])
  const isFull = store.size >= buckets.length * bucketLoad
  return {
    slots,
    buckets: isFull ? indexOf(buckets.flat(), buckets.length * 2) : buckets,
    size: store.size + 1
  }
}

/** The store with a key added as the most recent, or replaced where it stands. */
export const put = (store: KeyStore, key: StoredKey): KeyStore => {
  const position = positionOf(store, key.hash)
  return position === -1
    ? insert(store, Vector.append(store.slots, key), key, store.slots.end)
    : { ...store, slots: Vector.set(store.slots, position, key) }
}

export const remove = (store: KeyStore, hash: string): KeyStore => {
  const position = positionOf(store, hash)
  return position === -1 ? store : {
    slots: Vector.set(store.slots, position, null),
    buckets: withBucket(store, hash, (bucket) => bucket.filter((entry) => entry[0] !== hash)),
    size: store.size - 1
  }
}

/** All keys, the oldest first. */
export const all = ({ slots }: KeyStore): ReadonlyArray<StoredKey> =>
  Vector.toArray(slots).filter((key) => key !== null)

// =====================================================================================================================
// Changes
// =====================================================================================================================

/** What happened to one key: `null` before it was created and after it was removed. */
export interface KeyChange {
  readonly hash: string
  readonly before: StoredKey | null
  readonly after: StoredKey | null
  /** Where the key was before a removal. */
  readonly position: number
}

/** What happened to the key of a hash between two stores. */
export const changeBetween = (from: KeyStore, to: KeyStore, hash: string): KeyChange | null =>
  from === to ? null : {
    hash,
    before: get(from, hash) ?? null,
    after: get(to, hash) ?? null,
    position: positionOf(from, hash)
  }

/** The fields as they were before, but those that were changed again since. */
const restoreFields = (now: StoredKey, before: StoredKey, after: StoredKey): StoredKey => {
  const restored: Record<string, unknown> = {}
  for (const field of Object.keys(now) as Array<keyof StoredKey>) {
    restored[field] = now[field] === after[field] ? before[field] : now[field]
  }
  return restored as unknown as StoredKey
}

/** The store as if the change had not been made. Later changes of the same key stay. */
export const undo = (store: KeyStore, { after, before, hash, position }: KeyChange): KeyStore => {
  const now = get(store, hash)
  if (before === null) return remove(store, hash)
  if (after === null) {
    const isFree = now === undefined && Vector.get(store.slots, position) === null
    return isFree ? insert(store, Vector.set(store.slots, position, before), before, position) : store
  }
  return now === undefined ? store : put(store, restoreFields(now, before, after))
}

// =====================================================================================================================
// Pages
// =====================================================================================================================

/** A list as far as it was read: from the most recent key down to `position`, for times from `from` until `until`. */
interface ReadList {
  readonly keys: Array<StoredKey>
  position: number
  from: number
  until: number
}

/**
 * Lists that were read, by store. They only save time: a store never changes, and reading 100,000 keys page by page
 * walks over them once.
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

/** Whether the list shows a key; notes until when that holds. */
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
