/** What talks to the key API: our own server, which puts the management key in. */
import { OpenRouter, type RequestOptions } from "@openrouter-keys/adapters"
import { QueryClient } from "@tanstack/react-query"

/** The client of this page. What stands in for a key is thrown away by the server. */
export const makeOpenRouter = (): OpenRouter =>
  new OpenRouter({ apiKey: "none", serverURL: new URL("/api/v1", location.href) })

/** The query client of this page: 5,000 keys are 50 requests, so what was just read counts for a minute. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({ defaultOptions: { queries: { staleTime: 60_000 } } })

/**
 * How people's own changes are sent. When the service asks to wait, they are told and decide themselves; and what
 * cannot be sent now is not sent later, when nobody expects it.
 */
export const byHand = {
  retryCodes: ["408", "5XX"],
  networkMode: "always"
} as const satisfies RequestOptions & { readonly networkMode: "always" }
