import { type ApiKey, OpenRouter } from "@openrouter-keys/adapters"
import { useQuery } from "@tanstack/react-query"

// Your own server, which adds the management key.
const openRouter = new OpenRouter({ apiKey: "none", serverURL: new URL("/api/v1", location.href) })

const readAll = async (signal: AbortSignal): Promise<ReadonlyArray<ApiKey>> => {
  const keys: Array<ApiKey> = []
  for await (const key of openRouter.apiKeys.listAll({ includeDisabled: true }, { signal })) keys.push(key)
  return keys
}

export const Count = () => {
  const { data } = useQuery({ queryKey: ["all keys"], queryFn: ({ signal }) => readAll(signal), retry: false })
  return <p>{data === undefined ? "Loading…" : `${data.length} keys`}</p>
}
