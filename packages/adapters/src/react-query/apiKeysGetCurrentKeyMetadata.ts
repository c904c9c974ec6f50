/**
 * The operation `getCurrentKeyMetadata` for React, on TanStack Query.
 *
 * @module
 */
import type { Operations } from "@openrouter-keys/protocol/Operation"
import { apiKeysGetCurrentKeyMetadata } from "../funcs/apiKeysGetCurrentKeyMetadata.js"
import { type Query, query } from "../internal/react-query/query.js"
import type { DataOf, ErrorOf } from "../internal/react-query/types.js"

type Current = Query<Operations["getCurrentKeyMetadata"]>

const current: Current = query("getCurrentKeyMetadata", apiKeysGetCurrentKeyMetadata)

/** What the query brings. */
export type ApiKeysGetCurrentKeyMetadataQueryData = DataOf<typeof apiKeysGetCurrentKeyMetadata>
/** What it fails with; `_tag` says which. */
export type ApiKeysGetCurrentKeyMetadataQueryError = ErrorOf<typeof apiKeysGetCurrentKeyMetadata>
/** Describes the key that the request is made with. */
export const useApiKeysGetCurrentKeyMetadata: Current["use"] = current.use
/** The same below a `<Suspense>`: `data` is always there, and an error goes to the error boundary. */
export const useApiKeysGetCurrentKeyMetadataSuspense: Current["useSuspense"] = current.useSuspense
/** Reads the current key into the cache ahead, as when rendering on a server. Never rejects. */
export const prefetchApiKeysGetCurrentKeyMetadata: Current["prefetch"] = current.prefetch
/** Puts the current key into the cache, as if it had just been read. */
export const setApiKeysGetCurrentKeyMetadataData: Current["setData"] = current.setData
/** Has the current key read again. */
export const invalidateAllApiKeysGetCurrentKeyMetadata: Current["invalidateAll"] = current.invalidateAll
/** The query itself, for `useQueries`, `queryClient.fetchQuery` and the like. */
export const buildApiKeysGetCurrentKeyMetadataQuery: Current["build"] = current.build
/** The query's key. */
export const queryKeyApiKeysGetCurrentKeyMetadata: Current["key"] = current.key
