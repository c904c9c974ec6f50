/** What the contenders have in common: the calls that are measured. */
import { pageSize } from "../server/wire.js"

/** The names that the tables know them by. */
export type Who =
  | "official SDK"
  | "adapter, fetch"
  | "adapter, undici"
  | "core, fetch"
  | "core, undici"
  | "plain fetch"
  | "plain undici"

/** Where a client sends its requests, and over what. */
export interface Connection {
  readonly serverURL: string
  /** Stands in for the platform's. */
  readonly fetch?: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
}

/** One of the contenders, ready to be called. */
export interface Client {
  readonly list: () => Promise<unknown>
  readonly get: (hash: string) => Promise<unknown>
  readonly create: () => Promise<unknown>
  /** Lists so many times at once. */
  readonly listAtOnce: (times: number) => Promise<unknown>
  /** Reads all pages, and says how many keys there were. */
  readonly countAll: () => Promise<number>
  readonly close: () => Promise<void>
}

/** What a key is created with. */
export const newKey = { name: "CI", limit: 5, limitReset: "monthly", includeByokInLimit: true } as const

/** The bearer token: nobody looks at it. */
export const apiKey = "sk-or-v1-bench"

/** `listAtOnce` of a client that has no way of its own. */
export const allAtOnce = (list: () => Promise<unknown>) => (times: number): Promise<unknown> =>
  Promise.all(Array.from({ length: times }, list))

/** `countAll` of a client that has no way of its own: page by page, until one is not full. */
export const allPages = (page: (offset: number) => Promise<ReadonlyArray<unknown>>) => async (): Promise<number> => {
  for (let count = 0;;) {
    const { length } = await page(count)
    count += length
    if (length < pageSize) return count
  }
}
