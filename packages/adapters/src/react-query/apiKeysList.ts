/**
 * The operation `list` for React, on TanStack Query.
 *
 * @module
 */
import type { Operations } from "@openrouter-keys/protocol/Operation"
import { apiKeysList } from "../funcs/apiKeysList.js"
import { type Query, query } from "../internal/react-query/query.js"
import type { DataOf, ErrorOf } from "../internal/react-query/types.js"

// Declarations of libraries name these types, from wherever they are exported.
export type { QueryHookOptions, SuspenseQueryHookOptions } from "../internal/react-query/hookOptions.js"
export type { BuiltQuery, InvalidateFilters, TypedQueryKey } from "../internal/react-query/query.js"

type List = Query<Operations["list"]>

const list: List = query("list", apiKeysList)

/** The data of the query. */
export type ApiKeysListQueryData = DataOf<typeof apiKeysList>
/** The errors of the query. `_tag` is the name of the class. */
export type ApiKeysListQueryError = ErrorOf<typeof apiKeysList>
/** Lists one page of keys: up to 100, the most recent first. */
export const useApiKeysList: List["use"] = list.use
/** `useApiKeysList` for use below `<Suspense>`: `data` is always defined, and errors go to the error boundary. */
export const useApiKeysListSuspense: List["useSuspense"] = list.useSuspense
/** Prefetches a page into the cache, for example on a server. Never rejects. */
export const prefetchApiKeysList: List["prefetch"] = list.prefetch
/** Writes the page of these `[parameters]` to the cache. */
export const setApiKeysListData: List["setData"] = list.setData
/** Invalidates the pages whose request has these parameters, such as `[{ includeDisabled: true }]`. */
export const invalidateApiKeysList: List["invalidate"] = list.invalidate
/** Invalidates all pages, for example after a mutation. */
export const invalidateAllApiKeysList: List["invalidateAll"] = list.invalidateAll
/** The query for `useQueries`, `queryClient.fetchQuery` and the like. */
export const buildApiKeysListQuery: List["build"] = list.build
/** The key of the query. Without parameters, the key of a `list` without request. */
export const queryKeyApiKeysList: List["key"] = list.key
