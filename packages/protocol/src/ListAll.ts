/**
 * Reads every page of a list that may change meanwhile.
 *
 * The API has an offset, but no cursor and no total. A key that is created meanwhile shifts the others to later
 * offsets, so the next page repeats keys. A key that is deleted shifts them to earlier offsets, so the next page skips
 * keys. Each page is therefore requested from the last key of the page before it. If it begins with a key that was
 * read, nothing was skipped; if not, reading continues from further back.
 *
 * @module
 */
import type { ApiKey } from "./ApiKey.js"
import { invalidInput, toError } from "./Failure.js"
import type { ListRequest } from "./KeyRequest.js"
import type { ListError } from "./OpenRouterError.js"
import { operations } from "./Operation.js"

/** A page of keys, in the order of the list. */
export interface Page<Key> {
  /** The keys, the most recent first. */
  readonly data: ReadonlyArray<Key>
  /** Keys that could not be decoded: their position in the page, and their hash if known. */
  readonly undecodable?: ReadonlyArray<{ readonly index: number; readonly hash: string | null }> | undefined
}

/** The next request, or the end. */
export type PageStep =
  /** Request the page at this offset. */
  | { readonly _tag: "Page"; readonly offset: number }
  /** Every key has been delivered. */
  | { readonly _tag: "End" }
  /** The list does not end: the server keeps repeating keys or sending new ones. */
  | { readonly _tag: "Endless"; readonly message: string }

/** Reads the pages of one list, once. Remembers the hashes of the keys it has delivered. */
export interface PageReader<Key> {
  /** The first request. */
  readonly first: PageStep
  /** Takes the page that was requested last. Returns the keys to deliver and the next step. */
  readonly next: (page: Page<Key>) => { readonly keys: ReadonlyArray<Key>; readonly step: PageStep }
}

/** A list counts as endless after this many pages (1,000,000 keys at 100 a page). */
const maxPages = 10_000

/** Pages in a row that may contain no new key, in addition to two for each page that did. */
const sparePages = 16

/** If this many pages in a row repeat the one before them, the server ignores the offset. */
const maxRepeats = 5

/** A server that ignores the offset repeats its first page. If that page holds this many keys, there may be more. */
const pageSize = 100

/** How the requested page should begin. */
type Expectation =
  /** With the first key to read. */
  | "start"
  /** With a key that was delivered: the last one of the page before. */
  | "overlap"
  /** With the key after the last one, because the page before held a single key. */
  | "successor"
  /** With that single key again, which proves that its successor follows it. */
  | "confirmation"

/**
 * Starts to read a list at `offset`. `hashOf` identifies a key.
 *
 * @example
 * ```ts
 * import { readPages } from "@openrouter-keys/protocol/ListAll"
 *
 * const keys = ["c", "b", "a"]
 * const reader = readPages(0, (key: string) => key)
 * const seen: Array<string> = []
 * for (let step = reader.first; step._tag === "Page";) {
 *   const read = reader.next({ data: keys.slice(step.offset, step.offset + 2) })
 *   seen.push(...read.keys)
 *   step = read.step
 * }
 * console.log(seen)
 * ```
 */
export const readPages = <Key>(offset: number, hashOf: (key: Key) => string): PageReader<Key> => {
  const start = offset
  const seen = new Set<string>()
  let requested = offset
  let expectation: Expectation = "start"
  let held: Page<Key> | undefined
  let stepBack = 1
  let pages = 0
  let lastHashes = ""
  let repeats = 0
  let pagesWithNews = 0
  let pagesWithout = 0

  const request = (at: number, expected: Expectation): PageStep => {
    requested = Math.max(start, at)
    expectation = requested === start && expected === "overlap" ? "start" : expected
    return { _tag: "Page", offset: requested }
  }

  /** Reads from further back: keys were deleted, so the page may not follow the delivered keys. */
  const goBack = (): PageStep => {
    stepBack *= 2
    return request(requested - stepBack, "overlap")
  }

  const deliver = (page: Page<Key>): ReadonlyArray<Key> => {
    for (const { hash } of page.undecodable ?? []) if (hash !== null) seen.add(hash)
    stepBack = 1
    return page.data.filter((key) => {
      const hash = hashOf(key)
      return !seen.has(hash) && seen.add(hash)
    })
  }

  /** The step after a page that continues the list. The next page repeats its last key. */
  const advance = (page: Page<Key>): PageStep => {
    const count = sizeOf(page)
    return count > 1 ? request(requested + count - 1, "overlap") : request(requested + 1, "successor")
  }

  const continues = (page: Page<Key>): boolean => {
    const hash = firstHash(page, hashOf)
    return hash === null || seen.has(hash)
  }

  const read = (page: Page<Key>): { keys: ReadonlyArray<Key>; step: PageStep } => {
    if (sizeOf(page) === 0) {
      const isEnd = expectation === "start" || expectation === "successor"
      return { keys: [], step: isEnd ? { _tag: "End" } : goBack() }
    }
    if (expectation === "start" || continues(page)) {
      if (expectation !== "confirmation" || held === undefined || sizeOf(page) > 1) {
        return { keys: deliver(page), step: advance(page) }
      }
      const successor = held
      requested += 1
      return { keys: deliver(successor), step: advance(successor) }
    }
    if (expectation === "successor") {
      held = page
      return { keys: [], step: request(requested - 1, "confirmation") }
    }
    return { keys: [], step: goBack() }
  }

  /** How many pages in a row held the same keys at different offsets. A correct server sends none. */
  const countRepeats = ({ data }: Page<Key>): number => {
    const hashes = data.map(hashOf).join()
    repeats = hashes === lastHashes ? repeats + 1 : 0
    lastHashes = hashes
    return repeats
  }

  return {
    first: { _tag: "Page", offset },
    next: (page) => {
      if (countRepeats(page) >= maxRepeats && page.data.length > 0) {
        return { keys: [], step: offsetIgnored(sizeOf(page)) }
      }
      const { keys, step } = read(page)
      pages += 1
      pagesWithNews += keys.length > 0 ? 1 : 0
      pagesWithout = keys.length > 0 ? 0 : pagesWithout + 1
      const isEndless = pages >= maxPages || pagesWithout > 2 * pagesWithNews + sparePages
      return step._tag === "Page" && isEndless ? { keys, step: endless(pages, seen.size) } : { keys, step }
    }
  }
}

const sizeOf = ({ data, undecodable }: Page<unknown>): number => data.length + (undecodable?.length ?? 0)

/** The hash of a page's first key; `null` if the key could not be decoded and has no hash. */
const firstHash = <Key>({ data, undecodable }: Page<Key>, hashOf: (key: Key) => string): string | null => {
  const odd = undecodable?.find(({ index }) => index === 0)
  return odd === undefined ? hashOf(data[0]!) : odd.hash
}

const offsetIgnored = (size: number): PageStep =>
  size < pageSize
    ? { _tag: "End" }
    : {
      _tag: "Endless",
      message: `the list does not end: the server ignores \`offset\`, so only ${size} keys can be read`
    }

const endless = (pages: number, keys: number): PageStep => ({
  _tag: "Endless",
  message: `the list does not end: after ${pages} pages with ${keys} keys, the server still sends more`
})

/** A validated request for every key. */
export interface ListAllRequest {
  /** The filters of every page, copied: later changes to the caller's object have no effect. */
  readonly filters: ListRequest
  readonly reader: PageReader<ApiKey>
}

/** Validates a request for every key and starts reading at its offset. Fails with `InvalidRequest`. */
export const prepareListAll = (
  request: unknown
): { readonly ok: true; readonly value: ListAllRequest } | { readonly ok: false; readonly error: ListError } => {
  const prepared = operations.list.prepare(request)
  if (!prepared.ok) return { ok: false, error: invalidInput("list", prepared.issues) }
  try {
    const filters = { ...(request as ListRequest | undefined) }
    const reader = readPages<ApiKey>(Number(prepared.value.query["offset"] ?? 0), ({ hash }) => hash)
    return { ok: true, value: { filters, reader } }
  } catch {
    // The second read of a getter may throw even if the first did not.
    return { ok: false, error: invalidInput("list", [{ path: "", message: "cannot be read" }]) }
  }
}

/** The `InvalidResponse` for a list that does not end. */
export const endlessError = ({ message }: Extract<PageStep, { readonly _tag: "Endless" }>): ListError =>
  toError(
    { _tag: "Body", message, response: { status: 200, headers: {}, text: "" }, retryAfterMs: null },
    { operation: "list", statuses: [], attempts: 1, outcome: "Unknown", isRetryable: false, secrets: [] }
  ) as ListError
