/** Mutations that update the list as soon as they succeed. */
import { useApiKeysCreateMutation } from "@openrouter-keys/adapters/react-query/apiKeysCreate"
import { useApiKeysDeleteMutation } from "@openrouter-keys/adapters/react-query/apiKeysDelete"
import { queryKeyApiKeysGet, setApiKeysGetData } from "@openrouter-keys/adapters/react-query/apiKeysGet"
import { invalidateAllApiKeysList } from "@openrouter-keys/adapters/react-query/apiKeysList"
import { mutationKeyApiKeysUpdate, useApiKeysUpdateMutation } from "@openrouter-keys/adapters/react-query/apiKeysUpdate"
import type { UpdateKeysRequest } from "@openrouter-keys/core/KeyRequest"
import { useMutationState, useQueryClient } from "@tanstack/react-query"
import { createdKeyIn } from "../model/failure.js"
import { putKey, removeKey } from "./allKeys.js"
import { interactiveOptions } from "./client.js"

/** Creates a key. The secret is in `data`, or in `error` if the response could not be decoded. */
export const useCreateKey = () => {
  const queryClient = useQueryClient()
  return useApiKeysCreateMutation({
    ...interactiveOptions,
    onSuccess: ({ data }) => putKey(queryClient, data),
    onError: (error) => {
      if (createdKeyIn(error) !== undefined) void invalidateAllApiKeysList(queryClient)
    }
  })
}

/** Removes a key from the cache. */
const useForget = () => {
  const queryClient = useQueryClient()
  return (hash: string) => {
    queryClient.removeQueries({ queryKey: queryKeyApiKeysGet(hash) })
    removeKey(queryClient, hash)
  }
}

/**
 * Changes a key. A key that no longer exists is removed from the list, as is one that is moved to another workspace: the
 * list shows the default workspace only.
 */
export const useUpdateKey = () => {
  const queryClient = useQueryClient()
  const forget = useForget()
  return useApiKeysUpdateMutation({
    ...interactiveOptions,
    onSuccess: (response, { request: { requestBody } }) => {
      setApiKeysGetData(queryClient, [response.data.hash], response)
      if (requestBody.workspaceId === undefined) putKey(queryClient, response.data)
      else removeKey(queryClient, response.data.hash)
    },
    onError: (error, { request: { hash } }) => {
      if (error._tag === "NotFound") forget(hash)
    }
  })
}

/** Deletes a key. A key that no longer exists is removed from the list too. */
export const useDeleteKey = () => {
  const forget = useForget()
  return useApiKeysDeleteMutation({
    ...interactiveOptions,
    onSuccess: (_, { request: { hash } }) => forget(hash),
    onError: (error, { request: { hash } }) => {
      if (error._tag === "NotFound") forget(hash)
    }
  })
}

/** The hashes of the keys with an update under way. */
export const useUpdatingKeys = (): ReadonlySet<string> =>
  new Set(useMutationState({
    filters: { mutationKey: mutationKeyApiKeysUpdate(), status: "pending" },
    select: ({ state }) => (state.variables as { readonly request: UpdateKeysRequest }).request.hash
  }))
