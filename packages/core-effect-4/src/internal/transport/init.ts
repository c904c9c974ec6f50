import * as Context from "effect/Context"

// Uses the keys of the services, because importing their module would load the fetch client, and its default fetch is
// looked up only once.
const Fetch = Context.Service<typeof globalThis.fetch>("effect/http/FetchHttpClient/Fetch")
const Init = Context.Service<RequestInit>("effect/http/FetchHttpClient/RequestInit")

/** `FetchHttpClient.RequestInit` of the context: additional options for fetch. */
export const platformInit = (context: Context.Context<never>): RequestInit | undefined =>
  Context.getOrUndefined(context, Init)

/** `FetchHttpClient.Fetch` of the context, if provided. */
export const platformFetch = (context: Context.Context<never>): typeof globalThis.fetch | undefined =>
  Context.getOrUndefined(context, Fetch)

/** Adds options for fetch to a context. */
export const withInit = <R>(context: Context.Context<R>, init: RequestInit): Context.Context<R> =>
  Context.add(context, Init, init)
