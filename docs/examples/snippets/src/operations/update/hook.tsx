import { setApiKeysGetData } from "@openrouter-keys/adapters/react-query/apiKeysGet"
import { useApiKeysUpdateMutation } from "@openrouter-keys/adapters/react-query/apiKeysUpdate"
import { useQueryClient } from "@tanstack/react-query"

export const Disable = ({ hash }: { readonly hash: string }) => {
  const queryClient = useQueryClient()
  const { data, error, mutate } = useApiKeysUpdateMutation({
    onSuccess: (response) => setApiKeysGetData(queryClient, [hash], response)
  })
  return (
    <>
      <button onClick={() => mutate({ request: { hash, requestBody: { disabled: true } } })}>Switch off</button>
      <p>{error?.message ?? (data?.data.disabled ? "Off" : "")}</p>
    </>
  )
}
