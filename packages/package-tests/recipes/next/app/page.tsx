import { prefetchApiKeysList } from "@openrouter-keys/adapters/react-query/apiKeysList"
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query"
import { Keys } from "./Keys"
import { openRouter } from "./openRouter"

export default async function Page() {
  const queryClient = new QueryClient()
  await prefetchApiKeysList(queryClient, openRouter, { includeDisabled: true })
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <Keys />
    </HydrationBoundary>
  )
}
