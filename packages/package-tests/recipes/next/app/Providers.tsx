"use client"
import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { OpenRouterProvider } from "@openrouter-keys/adapters/react-query"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { type ReactNode, useState } from "react"

/** The browser asks this app's own route handler, which adds the management key. */
const client = () => {
  const origin = typeof window === "undefined" ? "http://localhost" : window.location.origin
  return new OpenRouterCore({ apiKey: "none", serverURL: `${origin}/api/v1` })
}

export const Providers = ({ children }: { readonly children: ReactNode }) => {
  const [openRouter] = useState(client)
  // With a `staleTime`, the browser does not read again what the server has just read.
  const [queryClient] = useState(() => new QueryClient({ defaultOptions: { queries: { staleTime: 60_000 } } }))
  return (
    <QueryClientProvider client={queryClient}>
      <OpenRouterProvider client={openRouter}>{children}</OpenRouterProvider>
    </QueryClientProvider>
  )
}
