"use client"
import { useApiKeysCreateMutation } from "@openrouter-keys/adapters/react-query/apiKeysCreate"
import { invalidateAllApiKeysList, useApiKeysList } from "@openrouter-keys/adapters/react-query/apiKeysList"
import { useQueryClient } from "@tanstack/react-query"

export const Keys = () => {
  const queryClient = useQueryClient()
  const list = useApiKeysList({ includeDisabled: true })
  const create = useApiKeysCreateMutation({ onSuccess: () => invalidateAllApiKeysList(queryClient) })

  if (list.isPending) return <p>Loading…</p>
  if (list.isError) return <p>{list.error._tag === "Unauthorized" ? "Not signed in" : list.error.message}</p>
  return (
    <>
      <ul>{list.data.data.map((key) => <li key={key.hash}>{key.name}</li>)}</ul>
      <button onClick={() => create.mutate({ request: { name: "CI", limit: 5 } })}>Create a key</button>
      {create.error?.outcome === "Unknown" && <p>It may have been created: look before you try again.</p>}
      {create.data && (
        <p>
          Shown this once: <code>{create.data.key}</code> <button onClick={create.reset}>I have it</button>
        </p>
      )}
    </>
  )
}
