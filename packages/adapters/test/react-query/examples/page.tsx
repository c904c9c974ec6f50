import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { prefetchApiKeysList } from "@openrouter-keys/adapters/react-query/apiKeysList"
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query"
import { Keys } from "./Keys.js"

// Rendered for each request, never at build time.
export const dynamic = "force-dynamic"

const openRouter = new OpenRouterCore() // reads OPENROUTER_API_KEY

export default async function Page() {
  // Authenticate the user here: prefetched data is sent to the browser.
  const queryClient = new QueryClient()
  await prefetchApiKeysList(queryClient, openRouter, { includeDisabled: true })
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <Keys />
    </HydrationBoundary>
  )
}
