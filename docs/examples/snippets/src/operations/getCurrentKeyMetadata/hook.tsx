import { useApiKeysGetCurrentKeyMetadata } from "@openrouter-keys/adapters/react-query/apiKeysGetCurrentKeyMetadata"

export const Current = () => {
  const { data, error } = useApiKeysGetCurrentKeyMetadata({ staleTime: 60_000 })
  return <p>{error?.message ?? data?.data.label ?? "Loading…"}</p>
}
