/**
 * The operation `getCurrentKeyMetadata` for React, on TanStack Query.
 *
 * @module
 */
import type { Operations } from "@openrouter-keys/protocol/Operation"
import { apiKeysGetCurrentKeyMetadata } from "../funcs/apiKeysGetCurrentKeyMetadata.js"
import { type Query, queryWithoutRequest } from "../internal/react-query/query.js"
import type { DataOf, ErrorOf } from "../internal/react-query/types.js"

// Declarations of libraries name these types, from wherever they are exported.
export type { QueryHookOptions, SuspenseQueryHookOptions } from "../internal/react-query/hookOptions.js"
export type { BuiltQuery, InvalidateFilters, TypedQueryKey } from "../internal/react-query/query.js"

type Current = Query<Operations["getCurrentKeyMetadata"]>

const current: Current = queryWithoutRequest("getCurrentKeyMetadata", apiKeysGetCurrentKeyMetadata)

/** The data of the query. */
export type ApiKeysGetCurrentKeyMetadataQueryData = DataOf<typeof apiKeysGetCurrentKeyMetadata>
/** The errors of the query. `_tag` is the name of the class. */
export type ApiKeysGetCurrentKeyMetadataQueryError = ErrorOf<typeof apiKeysGetCurrentKeyMetadata>
/** Describes the API key that the client uses. */
export const useApiKeysGetCurrentKeyMetadata: Current["use"] = current.use
/** The same for use below `<Suspense>`: `data` is always defined, and errors go to the error boundary. */
export const useApiKeysGetCurrentKeyMetadataSuspense: Current["useSuspense"] = current.useSuspense
/** Prefetches the current key into the cache, for example on a server. Never rejects. */
export const prefetchApiKeysGetCurrentKeyMetadata: Current["prefetch"] = current.prefetch
/** Writes the current key to the cache. */
export const setApiKeysGetCurrentKeyMetadataData: Current["setData"] = current.setData
/** Invalidates the current key, so that it is fetched again. */
export const invalidateAllApiKeysGetCurrentKeyMetadata: Current["invalidateAll"] = current.invalidateAll
/** The query for `useQueries`, `queryClient.fetchQuery` and the like. */
export const buildApiKeysGetCurrentKeyMetadataQuery: Current["build"] = current.build
/** The key of the query. */
export const queryKeyApiKeysGetCurrentKeyMetadata: Current["key"] = current.key
