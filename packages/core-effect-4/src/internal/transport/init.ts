import * as Context from "effect/Context"

// By the keys of platform's services: to import the module for them would load platform's fetch client with all it needs,
// and the default of its fetch is looked up only once.
const Fetch = Context.Service<typeof globalThis.fetch>("effect/http/FetchHttpClient/Fetch")
const Init = Context.Service<RequestInit>("effect/http/FetchHttpClient/RequestInit")

/** `FetchHttpClient.RequestInit` of the context: what fetch is given beside the request. */
export const platformInit = (context: Context.Context<never>): RequestInit | undefined =>
  Context.getOrUndefined(context, Init)

/** `FetchHttpClient.Fetch` of the context, where it is provided. */
export const platformFetch = (context: Context.Context<never>): typeof globalThis.fetch | undefined =>
  Context.getOrUndefined(context, Fetch)

/** A context with these options for fetch. */
export const withInit = <R>(context: Context.Context<R>, init: RequestInit): Context.Context<R> =>
  Context.add(context, Init, init)
