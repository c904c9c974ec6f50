/** The query for all keys of the account, which the table, the totals and the chart use. */
import type { OpenRouter } from "@openrouter-keys/adapters"
import {
  type ApiKeysListQueryError,
  invalidateAllApiKeysList,
  queryKeyApiKeysList
} from "@openrouter-keys/adapters/react-query/apiKeysList"
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { type QueryClient, queryOptions, type UseQueryResult } from "@tanstack/react-query"

/** The keys that have been loaded. */
export interface AllKeys {
  readonly keys: ReadonlyArray<ApiKey>
  /** Whether all keys have been loaded. */
  readonly isComplete: boolean
}

/** The result of the query. */
export type AllKeysResult = UseQueryResult<AllKeys, ApiKeysListQueryError>

const pageSize = 100

/** Includes disabled and expired keys. */
const everyKey = { includeDisabled: true, includeExpired: true }

// Starts like the key of the list query, so that invalidating that query also invalidates this one.
const queryKey = [...queryKeyApiKeysList(everyKey), "all"] as const

/** The query for all keys. The first load shows keys as they arrive; later loads show the old list until they end. */
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

/** Refreshes the list. Resolves to whether that succeeded. */
export const refreshKeys = async (queryClient: QueryClient): Promise<boolean> => {
  await invalidateAllApiKeysList(queryClient)
  return queryClient.getQueryState(queryKey)?.error === null
}

const patch = (queryClient: QueryClient, change: (keys: ReadonlyArray<ApiKey>) => ReadonlyArray<ApiKey>): void => {
  queryClient.setQueryData<AllKeys>(queryKey, (shown) => shown && { ...shown, keys: change(shown.keys) })
  // Also cancels a load under way, which may have read the keys before the change.
  void invalidateAllApiKeysList(queryClient)
}

/** Adds or replaces a key in the list at once, and refreshes the list in the background. */
export const putKey = (queryClient: QueryClient, key: ApiKey): void =>
  patch(queryClient, (keys) =>
    keys.some(({ hash }) => hash === key.hash)
      ? keys.map((other) => other.hash === key.hash ? key : other)
      : [key, ...keys])

/** Removes a key from the list at once, and refreshes the list in the background. */
export const removeKey = (queryClient: QueryClient, hash: string): void =>
  patch(queryClient, (keys) => keys.filter((key) => key.hash !== hash))
