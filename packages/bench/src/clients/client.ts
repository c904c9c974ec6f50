/** The calls that are measured, the same for each client. */
import { pageSize } from "../server/wire.js"

/** The names of the clients in the tables. */
export type ClientName =
  | "official SDK"
  | "adapter, fetch"
  | "adapter, undici"
  | "core, fetch"
  | "core, undici"
  | "core-effect-4, fetch"
  | "core-effect-4, undici"
  | "plain fetch"
  | "plain undici"

/** Where a client sends its requests, and over which fetch. */
export interface Connection {
  readonly serverURL: string
  /** Replaces the global fetch. */
  readonly fetch?: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
}

/** A client that is ready to be called. */
export interface Client {
  readonly list: () => Promise<unknown>
  readonly get: (hash: string) => Promise<unknown>
  readonly create: () => Promise<unknown>
  /** Lists `times` times at once. */
  readonly listAtOnce: (times: number) => Promise<unknown>
  /** Reads all pages and returns the number of keys. */
  readonly countAll: () => Promise<number>
  readonly close: () => Promise<void>
}

/** The request that creates a key. */
export const newKey = { name: "CI", limit: 5, limitReset: "monthly", includeByokInLimit: true } as const

/** The bearer token. The server does not check it. */
export const apiKey = "sk-or-v1-bench"

/** `listAtOnce` for clients without a way of their own. */
export const allAtOnce = (list: () => Promise<unknown>) => (times: number): Promise<unknown> =>
  Promise.all(Array.from({ length: times }, list))

/** `countAll` for clients without a `listAll`: page by page, until one is not full. */
export const allPages = (page: (offset: number) => Promise<ReadonlyArray<unknown>>) => async (): Promise<number> => {
  for (let count = 0;;) {
    const { length } = await page(count)
    count += length
    if (length < pageSize) return count
  }
}
