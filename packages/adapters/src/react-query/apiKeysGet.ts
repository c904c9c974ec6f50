/**
 * The operation `get` for React, on TanStack Query.
 *
 * @module
 */
import type { Operations } from "@openrouter-keys/protocol/Operation"
import { apiKeysGet } from "../funcs/apiKeysGet.js"
import { type Query, query } from "../internal/react-query/query.js"
import type { DataOf, ErrorOf } from "../internal/react-query/types.js"

type Get = Query<Operations["get"]>

const get: Get = query("get", apiKeysGet)

/** What the query brings. */
export type ApiKeysGetQueryData = DataOf<typeof apiKeysGet>
/** What it fails with; `_tag` says which. */
export type ApiKeysGetQueryError = ErrorOf<typeof apiKeysGet>
/** Reads one key by its hash. */
export const useApiKeysGet: Get["use"] = get.use
/** As `useApiKeysGet`, below a `<Suspense>`: `data` is always there, and an error goes to the error boundary. */
export const useApiKeysGetSuspense: Get["useSuspense"] = get.useSuspense
/** Reads a key into the cache ahead, as when rendering on a server. Never rejects. */
export const prefetchApiKeysGet: Get["prefetch"] = get.prefetch
/** Puts a key into the cache, as if it had just been read: `[hash]` says which. */
export const setApiKeysGetData: Get["setData"] = get.setData
/** Has one key read again: `[hash]` says which. */
export const invalidateApiKeysGet: Get["invalidate"] = get.invalidate
/** Has all keys read again that were read one by one. */
export const invalidateAllApiKeysGet: Get["invalidateAll"] = get.invalidateAll
/** The query itself, for `useQueries`, `queryClient.fetchQuery` and the like. */
export const buildApiKeysGetQuery: Get["build"] = get.build
/** The query's key. */
export const queryKeyApiKeysGet: Get["key"] = get.key
