/** The clients of the page. Requests go to the dashboard's server, which adds the management key. */
import { OpenRouter, type RequestOptions } from "@openrouter-keys/adapters"
import { QueryClient } from "@tanstack/react-query"

/** The client of this page. The server ignores its API key. */
export const makeOpenRouter = (): OpenRouter =>
  new OpenRouter({ apiKey: "none", serverURL: new URL("/api/v1", location.href) })

/** The query client of this page. Data stays fresh for a minute: 5,000 keys take 50 requests. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({ defaultOptions: { queries: { staleTime: 60_000 } } })

/**
 * Options for changes that a user makes. 429 is not retried: the user sees the wait and decides. Changes are not queued
 * while offline, where they would be sent unexpectedly later.
 */
export const interactiveOptions = {
  retryCodes: ["408", "5XX"],
  networkMode: "always"
} as const satisfies RequestOptions & { readonly networkMode: "always" }
