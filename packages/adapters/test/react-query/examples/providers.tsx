"use client"
import { OpenRouterCore } from "@openrouter-keys/adapters/core"
import { OpenRouterProvider } from "@openrouter-keys/adapters/react-query"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { type ReactNode, useState } from "react"

// The address of your own server. While the server renders, there is no `location`, and nothing is requested.
const makeOpenRouter = () =>
  new OpenRouterCore({
    apiKey: "none",
    serverURL: typeof location === "undefined" ? "http://localhost/api/v1" : new URL("/api/v1", location.href)
  })

export const Providers = ({ children }: { readonly children: ReactNode }) => {
  // With a `staleTime`, the browser does not read again at once what the server has just read.
  const [queryClient] = useState(() => new QueryClient({ defaultOptions: { queries: { staleTime: 60_000 } } }))
  const [openRouter] = useState(makeOpenRouter)
  return (
    <QueryClientProvider client={queryClient}>
      <OpenRouterProvider client={openRouter}>{children}</OpenRouterProvider>
    </QueryClientProvider>
  )
}
