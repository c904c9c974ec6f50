import { useApiKeysList } from "@openrouter-keys/adapters/react-query/apiKeysList"

export const Keys = () => {
  const { data, error } = useApiKeysList({ includeDisabled: true })
  if (error !== null) return <p>{error._tag === "Unauthorized" ? "Not signed in" : error.message}</p>
  return <ul>{data?.data.map(({ hash, name, usage }) => <li key={hash}>{`${name}: $${usage}`}</li>)}</ul>
}
