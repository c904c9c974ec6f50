/**
 * The operation `list` for React, on TanStack Query.
 *
 * @module
 */
import type { Operations } from "@openrouter-keys/protocol/Operation"
import { apiKeysList } from "../funcs/apiKeysList.js"
import { type Query, query } from "../internal/react-query/query.js"
import type { DataOf, ErrorOf } from "../internal/react-query/types.js"

type List = Query<Operations["list"]>

const list: List = query("list", apiKeysList)

/** What the query brings. */
export type ApiKeysListQueryData = DataOf<typeof apiKeysList>
/** What it fails with; `_tag` says which. */
export type ApiKeysListQueryError = ErrorOf<typeof apiKeysList>
/** Lists one page of keys: up to 100, the most recent first. */
export const useApiKeysList: List["use"] = list.use
/** As `useApiKeysList`, below a `<Suspense>`: `data` is always there, and an error goes to the error boundary. */
export const useApiKeysListSuspense: List["useSuspense"] = list.useSuspense
/** Reads a page into the cache ahead, as when rendering on a server. Never rejects. */
export const prefetchApiKeysList: List["prefetch"] = list.prefetch
/** Puts a page into the cache, as if it had just been read. */
export const setApiKeysListData: List["setData"] = list.setData
/** Has pages read again whose request has these parameters, as `[{ includeDisabled: true }]`. */
export const invalidateApiKeysList: List["invalidate"] = list.invalidate
/** Has all pages read again, as after a mutation. */
export const invalidateAllApiKeysList: List["invalidateAll"] = list.invalidateAll
/** The query itself, for `useQueries`, `queryClient.fetchQuery` and the like. */
export const buildApiKeysListQuery: List["build"] = list.build
/** The query's key; without parameters, that of a `list` without request. */
export const queryKeyApiKeysList: List["key"] = list.key
