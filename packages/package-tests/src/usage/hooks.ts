/** Sample of a React component, type-checked in a user's project. */
import type { ListError, RequestAborted } from "@openrouter-keys/adapters"
import { useApiKeysCreateMutation, useApiKeysList } from "@openrouter-keys/adapters/react-query"
import { useApiKeysListSuspense } from "@openrouter-keys/adapters/react-query/apiKeysList"

export const useNames = (): ReadonlyArray<string> => {
  const { data, error } = useApiKeysList({ includeDisabled: true })
  const failed: ListError | RequestAborted | null = error
  return failed === null ? data?.data.map(({ name }) => name) ?? [] : [failed.message]
}

export const useFirst = () => useApiKeysListSuspense().data.data[0]?.hash

export const useCreate = () => {
  const { mutate } = useApiKeysCreateMutation()
  return (name: string) => mutate({ request: { name } })
}
