/**
 * An immutable map from hashes to positions. Adding or removing an entry returns a new map that shares most nodes with
 * the old one. It is a tree of arrays, and plain JSON.
 */

type Entry = readonly [hash: string, position: number]

/** Entries, or child nodes by the next bits of the mixed hash. */
export type HashIndex = { readonly entries: ReadonlyArray<Entry> } | { readonly nodes: ReadonlyArray<HashIndex> }

const bits = 4
const width = 1 << bits

/** Entries in a node before it is split. */
const maxEntries = 16

/** At this depth all bits of the mixed hash are used. */
const maxDepth = 32 / bits

export const empty: HashIndex = { entries: [] }

/** FNV-1a: maps hashes, which may be any text, to 32 bits. */
const mix = (hash: string): number => {
  let mixed = 0x811c9dc5
  for (let i = 0; i < hash.length; i++) mixed = Math.imul(mixed ^ hash.charCodeAt(i), 0x01000193)
  return mixed
}

const slotOf = (mixed: number, depth: number): number => (mixed >>> depth * bits) % width

const split = (entries: ReadonlyArray<Entry>, depth: number): HashIndex => {
  const nodes = Array.from({ length: width }, (): { entries: Array<Entry> } => ({ entries: [] }))
  for (const entry of entries) nodes[slotOf(mix(entry[0]), depth)]!.entries.push(entry)
  return { nodes }
}

const change = (
  node: HashIndex,
  mixed: number,
  depth: number,
  f: (entries: ReadonlyArray<Entry>) => ReadonlyArray<Entry>
): HashIndex => {
  if ("entries" in node) {
    const entries = f(node.entries)
    return entries.length > maxEntries && depth < maxDepth ? split(entries, depth) : { entries }
  }
  const nodes = node.nodes.slice()
  const slot = slotOf(mixed, depth)
  nodes[slot] = change(nodes[slot]!, mixed, depth + 1, f)
  return { nodes }
}

/** The position of a hash, or -1. */
export const get = (index: HashIndex, hash: string): number => {
  const mixed = mix(hash)
  let node = index
  for (let depth = 0; "nodes" in node; depth++) node = node.nodes[slotOf(mixed, depth)]!
  return node.entries.find((entry) => entry[0] === hash)?.[1] ?? -1
}

/** Adds the position of a new hash. */
export const add = (index: HashIndex, hash: string, position: number): HashIndex =>
  change(index, mix(hash), 0, (entries) => [...entries, [hash, position]])

export const remove = (index: HashIndex, hash: string): HashIndex =>
  change(index, mix(hash), 0, (entries) => entries.filter((entry) => entry[0] !== hash))
