"use client"
import { useApiKeysList } from "@openrouter-keys/adapters/react-query/apiKeysList"

export const Keys = () => {
  const { data, error, refetch } = useApiKeysList({ includeDisabled: true })
  if (error !== null) return <p role="alert">{error.message}</p>
  return (
    <>
      <ul>{data?.data.map(({ hash, name }) => <li key={hash}>{name}</li>)}</ul>
      <button onClick={() => void refetch()}>Refresh</button>
    </>
  )
}
