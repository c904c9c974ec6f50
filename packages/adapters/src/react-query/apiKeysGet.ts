/**
 * The operation `get` for React, on TanStack Query.
 *
 * @module
 */
import type { Operations } from "@openrouter-keys/protocol/Operation"
import { apiKeysGet } from "../funcs/apiKeysGet.js"
import { type Query, query } from "../internal/react-query/query.js"
import type { DataOf, ErrorOf } from "../internal/react-query/types.js"

// Declarations of libraries name these types, from wherever they are exported.
export type { QueryHookOptions, SuspenseQueryHookOptions } from "../internal/react-query/hookOptions.js"
export type { BuiltQuery, InvalidateFilters, TypedQueryKey } from "../internal/react-query/query.js"

type Get = Query<Operations["get"]>

const get: Get = query("get", apiKeysGet)

/** The data of the query. */
export type ApiKeysGetQueryData = DataOf<typeof apiKeysGet>
/** The errors of the query. `_tag` is the name of the class. */
export type ApiKeysGetQueryError = ErrorOf<typeof apiKeysGet>
/** Reads one key by its hash. */
export const useApiKeysGet: Get["use"] = get.use
/** `useApiKeysGet` for use below `<Suspense>`: `data` is always defined, and errors go to the error boundary. */
export const useApiKeysGetSuspense: Get["useSuspense"] = get.useSuspense
/** Prefetches a key into the cache, for example on a server. Never rejects. */
export const prefetchApiKeysGet: Get["prefetch"] = get.prefetch
/** Writes the key with this `[hash]` to the cache. */
export const setApiKeysGetData: Get["setData"] = get.setData
/** Invalidates the key with this `[hash]`, so that it is fetched again. */
export const invalidateApiKeysGet: Get["invalidate"] = get.invalidate
/** Invalidates all keys that were read by hash. */
export const invalidateAllApiKeysGet: Get["invalidateAll"] = get.invalidateAll
/** The query for `useQueries`, `queryClient.fetchQuery` and the like. */
export const buildApiKeysGetQuery: Get["build"] = get.build
/** The key of the query. */
export const queryKeyApiKeysGet: Get["key"] = get.key
