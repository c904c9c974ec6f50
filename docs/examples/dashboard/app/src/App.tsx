import type { OpenRouter } from "@openrouter-keys/adapters"
import { OpenRouterProvider } from "@openrouter-keys/adapters/react-query"
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { Dashboard } from "./parts/Dashboard.js"
import { ErrorBoundary } from "./ui/ErrorBoundary.js"
import { LayersProvider } from "./ui/layers.js"
import { NoticesProvider } from "./ui/notices.js"

interface AppProps {
  readonly openRouter: OpenRouter
  readonly queryClient: QueryClient
}

export const App = ({ openRouter, queryClient }: AppProps) => (
  <ErrorBoundary title="The page could not be shown">
    <QueryClientProvider client={queryClient}>
      <OpenRouterProvider client={openRouter}>
        <LayersProvider>
          <NoticesProvider>
            <Dashboard openRouter={openRouter} />
          </NoticesProvider>
        </LayersProvider>
      </OpenRouterProvider>
    </QueryClientProvider>
  </ErrorBoundary>
)
