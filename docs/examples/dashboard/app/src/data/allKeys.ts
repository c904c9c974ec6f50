/** All keys of the account in one query: what the table, the totals and the chart are made of. */
import type { OpenRouter } from "@openrouter-keys/adapters"
import {
  type ApiKeysListQueryError,
  invalidateAllApiKeysList,
  queryKeyApiKeysList
} from "@openrouter-keys/adapters/react-query/apiKeysList"
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { type QueryClient, queryOptions, type UseQueryResult } from "@tanstack/react-query"

/** The keys that have arrived. */
export interface AllKeys {
  readonly keys: ReadonlyArray<ApiKey>
  /** Whether these are all. */
  readonly isComplete: boolean
}

/** The query of all keys, as components have it. */
export type AllKeysResult = UseQueryResult<AllKeys, ApiKeysListQueryError>

const pageSize = 100

/** Disabled and expired keys, too. */
const everyKey = { includeDisabled: true, includeExpired: true }

// It begins like the key of the list's own query, so that whatever has that read again has this read again too.
const queryKey = [...queryKeyApiKeysList(everyKey), "all"] as const

/**
 * The query of all keys. While they are read for the first time, those that have arrived are shown; later, the old list
 * stands until the new one is complete.
 */
export const allKeysQuery = (openRouter: OpenRouter) =>
  queryOptions<AllKeys, ApiKeysListQueryError, AllKeys, typeof queryKey>({
    queryKey,
    queryFn: async ({ client, signal }) => {
      const keys: Array<ApiKey> = []
      for await (const key of openRouter.apiKeys.listAll(everyKey, { signal })) {
        keys.push(key)
        if (keys.length % pageSize === 0 && !signal.aborted) showSoFar(client, keys)
      }
      return { keys, isComplete: true }
    },
    retry: false,
    refetchOnReconnect: "always"
  })

const showSoFar = (queryClient: QueryClient, keys: ReadonlyArray<ApiKey>): void => {
  queryClient.setQueryData<AllKeys>(
    queryKey,
    (shown) =>
      shown === undefined || (!shown.isComplete && shown.keys.length < keys.length)
        ? { keys: [...keys], isComplete: false }
        : shown
  )
}

/** Has the list read again, and tells whether that went well. */
export const refreshKeys = async (queryClient: QueryClient): Promise<boolean> => {
  await invalidateAllApiKeysList(queryClient)
  return queryClient.getQueryState(queryKey)?.error === null
}

const patch = (queryClient: QueryClient, change: (keys: ReadonlyArray<ApiKey>) => ReadonlyArray<ApiKey>): void => {
  queryClient.setQueryData<AllKeys>(queryKey, (shown) => shown && { ...shown, keys: change(shown.keys) })
  // Ends a reading under way too, which may have seen the keys as they were before.
  void invalidateAllApiKeysList(queryClient)
}

/** Shows a key as an answer has it, at once, and has the list read again behind it. */
export const putKey = (queryClient: QueryClient, key: ApiKey): void =>
  patch(queryClient, (keys) =>
    keys.some(({ hash }) => hash === key.hash)
      ? keys.map((other) => other.hash === key.hash ? key : other)
      : [key, ...keys])

/** Shows a key no more, and has the list read again behind it. */
export const removeKey = (queryClient: QueryClient, hash: string): void =>
  patch(queryClient, (keys) => keys.filter((key) => key.hash !== hash))
