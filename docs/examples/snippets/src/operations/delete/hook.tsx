import { useApiKeysDeleteMutation } from "@openrouter-keys/adapters/react-query/apiKeysDelete"
import { invalidateAllApiKeysList } from "@openrouter-keys/adapters/react-query/apiKeysList"
import { useQueryClient } from "@tanstack/react-query"

export const Delete = ({ hash }: { readonly hash: string }) => {
  const queryClient = useQueryClient()
  const { error, isSuccess, mutate } = useApiKeysDeleteMutation({
    onSettled: () => invalidateAllApiKeysList(queryClient)
  })
  return (
    <>
      <button onClick={() => mutate({ request: { hash } })}>Delete</button>
      <p>{error?.message ?? (isSuccess ? "Gone" : "")}</p>
    </>
  )
}
