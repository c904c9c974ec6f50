import { useApiKeysCreateMutation } from "@openrouter-keys/adapters/react-query/apiKeysCreate"
import { invalidateAllApiKeysList } from "@openrouter-keys/adapters/react-query/apiKeysList"
import { useQueryClient } from "@tanstack/react-query"

export const CreateKey = () => {
  const queryClient = useQueryClient()
  const { data, error, mutate, reset } = useApiKeysCreateMutation({
    onSuccess: () => invalidateAllApiKeysList(queryClient)
  })
  if (data !== undefined) return <button onClick={reset}>I have copied {data.key}</button>
  return (
    <>
      <button onClick={() => mutate({ request: { name: "Ada", limit: 5, limitReset: "monthly" } })}>
        Create a key
      </button>
      {error !== null && <p>{error.message}</p>}
    </>
  )
}
