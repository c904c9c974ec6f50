/** The changes that people make, each shown in the list as soon as it is answered. */
import { useApiKeysCreateMutation } from "@openrouter-keys/adapters/react-query/apiKeysCreate"
import { useApiKeysDeleteMutation } from "@openrouter-keys/adapters/react-query/apiKeysDelete"
import { queryKeyApiKeysGet, setApiKeysGetData } from "@openrouter-keys/adapters/react-query/apiKeysGet"
import { invalidateAllApiKeysList } from "@openrouter-keys/adapters/react-query/apiKeysList"
import { mutationKeyApiKeysUpdate, useApiKeysUpdateMutation } from "@openrouter-keys/adapters/react-query/apiKeysUpdate"
import type { UpdateKeysRequest } from "@openrouter-keys/core/KeyRequest"
import { useMutationState, useQueryClient } from "@tanstack/react-query"
import { createdKeyIn } from "../model/failure.js"
import { putKey, removeKey } from "./allKeys.js"
import { byHand } from "./client.js"

/** Creates a key. The secret is in `data`, or behind an answer that was not as it should be in `error`. */
export const useCreateKey = () => {
  const queryClient = useQueryClient()
  return useApiKeysCreateMutation({
    ...byHand,
    onSuccess: ({ data }) => putKey(queryClient, data),
    onError: (error) => {
      if (createdKeyIn(error) !== undefined) void invalidateAllApiKeysList(queryClient)
    }
  })
}

/** Has the page forget a key. */
const useForget = () => {
  const queryClient = useQueryClient()
  return (hash: string) => {
    queryClient.removeQueries({ queryKey: queryKeyApiKeysGet(hash) })
    removeKey(queryClient, hash)
  }
}

/**
 * Changes a key. One that turns out to be gone disappears from the list, and so does one that is moved to another
 * workspace: the list has those of the default workspace.
 */
export const useUpdateKey = () => {
  const queryClient = useQueryClient()
  const forget = useForget()
  return useApiKeysUpdateMutation({
    ...byHand,
    onSuccess: (answer, { request: { requestBody } }) => {
      setApiKeysGetData(queryClient, [answer.data.hash], answer)
      if (requestBody.workspaceId === undefined) putKey(queryClient, answer.data)
      else removeKey(queryClient, answer.data.hash)
    },
    onError: (error, { request: { hash } }) => {
      if (error._tag === "NotFound") forget(hash)
    }
  })
}

/** Deletes a key. One that turns out to be gone already disappears from the list too. */
export const useDeleteKey = () => {
  const forget = useForget()
  return useApiKeysDeleteMutation({
    ...byHand,
    onSuccess: (_, { request: { hash } }) => forget(hash),
    onError: (error, { request: { hash } }) => {
      if (error._tag === "NotFound") forget(hash)
    }
  })
}

/** The hashes of the keys that are being changed. */
export const useKeysInChange = (): ReadonlySet<string> =>
  new Set(useMutationState({
    filters: { mutationKey: mutationKeyApiKeysUpdate(), status: "pending" },
    select: ({ state }) => (state.variables as { readonly request: UpdateKeysRequest }).request.hash
  }))
