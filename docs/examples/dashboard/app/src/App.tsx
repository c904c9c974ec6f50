import type { OpenRouter } from "@openrouter-keys/adapters"
import { OpenRouterProvider } from "@openrouter-keys/adapters/react-query"
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { Dashboard } from "./components/Dashboard.js"
import { DialogStackProvider } from "./ui/dialogStack.js"
import { ErrorBoundary } from "./ui/ErrorBoundary.js"
import { ToastsProvider } from "./ui/toasts.js"

interface AppProps {
  readonly openRouter: OpenRouter
  readonly queryClient: QueryClient
}

export const App = ({ openRouter, queryClient }: AppProps) => (
  <ErrorBoundary title="The page could not be shown">
    <QueryClientProvider client={queryClient}>
      <OpenRouterProvider client={openRouter}>
        <DialogStackProvider>
          <ToastsProvider>
            <Dashboard openRouter={openRouter} />
          </ToastsProvider>
        </DialogStackProvider>
      </OpenRouterProvider>
    </QueryClientProvider>
  </ErrorBoundary>
)
