import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { OpenRouterProvider } from "@openrouter-keys/adapters/react-query"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { Keys } from "./Keys.js"

const queryClient = new QueryClient()
// A management key does not belong in a browser. This is your own server, which adds the key.
const openRouter = new OpenRouterCore({ apiKey: "none", serverURL: new URL("/api/v1", location.href) })

export const App = () => (
  <QueryClientProvider client={queryClient}>
    <OpenRouterProvider client={openRouter}>
      <Keys />
    </OpenRouterProvider>
  </QueryClientProvider>
)
