/**
 * A list that is never changed: adding or replacing an element gives another list, which shares all but one chunk with
 * the one before. It is plain JSON.
 */

/** Elements `start` to `end - 1`, by their index. */
export interface Vector<A> {
  readonly start: number
  readonly end: number
  /** Each is full but the last. */
  readonly chunks: ReadonlyArray<ReadonlyArray<A>>
}

/** How many elements a chunk holds: a change copies one chunk and the list of chunks. */
const chunkSize = 128

/** An empty list whose first element will have the index `start`. */
export const empty = (start = 0): Vector<never> => ({ start, end: start, chunks: [] })

export const fromArray = <A>(items: ReadonlyArray<A>): Vector<A> => {
  const chunks: Array<ReadonlyArray<A>> = []
  for (let at = 0; at < items.length; at += chunkSize) chunks.push(items.slice(at, at + chunkSize))
  return { start: 0, end: items.length, chunks }
}

const chunkOf = <A>(vector: Vector<A>, index: number): number => Math.floor((index - vector.start) / chunkSize)

export const get = <A>(vector: Vector<A>, index: number): A | undefined =>
  index < vector.start ? undefined : vector.chunks[chunkOf(vector, index)]?.[(index - vector.start) % chunkSize]

const replaceAt = <A>(items: ReadonlyArray<A>, index: number, item: A): ReadonlyArray<A> => {
  const copy = items.slice()
  copy[index] = item
  return copy
}

/** Replaces the element at an index that the list has. */
export const set = <A>(vector: Vector<A>, index: number, item: A): Vector<A> => {
  const chunk = chunkOf(vector, index)
  const replaced = replaceAt(vector.chunks[chunk] ?? [], (index - vector.start) % chunkSize, item)
  return { ...vector, chunks: replaceAt(vector.chunks, chunk, replaced) }
}

/** Adds an element, whose index is the `end` of the list before. */
export const append = <A>(vector: Vector<A>, item: A): Vector<A> => ({
  start: vector.start,
  end: vector.end + 1,
  chunks: replaceAt(vector.chunks, chunkOf(vector, vector.end), [
    ...vector.chunks[chunkOf(vector, vector.end)] ?? [],
    item
  ])
})

/** The list without old elements, of which at least the last `kept` stay. */
export const dropOld = <A>(vector: Vector<A>, kept: number): Vector<A> => {
  const chunks = Math.floor((vector.end - vector.start - kept) / chunkSize)
  return chunks < 1 ? vector : {
    start: vector.start + chunks * chunkSize,
    end: vector.end,
    chunks: vector.chunks.slice(chunks)
  }
}

export const toArray = <A>(vector: Vector<A>): ReadonlyArray<A> => vector.chunks.flat()
