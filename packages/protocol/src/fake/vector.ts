/**
 * An immutable list. Adding or replacing an element returns a new list that shares most nodes with the old one. It is a
 * tree of arrays, and plain JSON.
 */

/** Elements, or nodes of the level below. */
type Node<A> = ReadonlyArray<A> | ReadonlyArray<Node<A>>

/** Elements `start` to `end - 1`, by their index. */
export interface Vector<A> {
  readonly start: number
  readonly end: number
  /** Number of levels of nodes above the elements. */
  readonly height: number
  readonly root: Node<A>
}

/** Elements or nodes per node, as a power of two. */
const bits = 5
const width = 1 << bits

/** An empty list. Its first element will have the index `start`. */
export const empty = (start = 0): Vector<never> => ({ start, end: start, height: 0, root: [] })

const inChunks = <A>(items: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> => {
  const chunks: Array<ReadonlyArray<A>> = []
  for (let at = 0; at < items.length; at += width) chunks.push(items.slice(at, at + width))
  return chunks
}

export const fromArray = <A>(items: ReadonlyArray<A>, start = 0): Vector<A> => {
  let root: Node<A> = items.slice()
  let height = 0
  for (; root.length > width; height++) root = inChunks<A | Node<A>>(root) as Node<A>
  return { start, end: start + items.length, height, root }
}

export const get = <A>({ end, height, root, start }: Vector<A>, index: number): A | undefined => {
  if (!(index >= start && index < end)) return undefined
  const at = index - start
  let node = root as ReadonlyArray<Node<A>>
  for (let level = height; level > 0; level--) node = node[(at >>> level * bits) % width] as ReadonlyArray<Node<A>>
  return (node as ReadonlyArray<A>)[at % width]
}

/** A copy of a node, and of those below it, with one element set. */
const withElement = <A>(node: Node<A> | undefined, level: number, at: number, item: A): Node<A> => {
  const copy = node === undefined ? [] : node.slice() as Array<A | Node<A>>
  const slot = (at >>> level * bits) % width
  copy[slot] = level === 0 ? item : withElement(copy[slot] as Node<A> | undefined, level - 1, at, item)
  return copy as Node<A>
}

/** Replaces the element at an existing index. */
export const set = <A>(vector: Vector<A>, index: number, item: A): Vector<A> => ({
  ...vector,
  root: withElement(vector.root, vector.height, index - vector.start, item)
})

/** Appends an element. Its index is the previous `end` of the list. */
export const append = <A>({ end, height, root, start }: Vector<A>, item: A): Vector<A> => {
  const at = end - start
  const isFull = at === width ** (height + 1)
  return {
    start,
    end: end + 1,
    height: isFull ? height + 1 : height,
    root: withElement(isFull ? [root] as Node<A> : root, isFull ? height + 1 : height, at, item)
  }
}

export const toArray = <A>(vector: Vector<A>): ReadonlyArray<A> => {
  let nodes = vector.root as ReadonlyArray<unknown>
  for (let level = vector.height; level > 0; level--) nodes = nodes.flat()
  return nodes as ReadonlyArray<A>
}

/** Drops old elements when there are twice as many as must be kept. */
export const dropOld = <A>(vector: Vector<A>, kept: number): Vector<A> =>
  vector.end - vector.start < kept * 2 ? vector : fromArray(toArray(vector).slice(-kept), vector.end - kept)
