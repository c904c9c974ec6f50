import * as Context from "effect/Context"

// By the keys of platform's tags: to import the module for them would load platform's fetch client with all it needs.
const fetchKey = "@effect/platform/FetchHttpClient/Fetch"
const initKey = "@effect/platform/FetchHttpClient/FetchOptions"

const find = (context: Context.Context<never>, key: string): unknown => context.unsafeMap.get(key)

/** `FetchHttpClient.RequestInit` of the context: what fetch is given beside the request. */
export const platformInit = (context: Context.Context<never>): RequestInit | undefined =>
  find(context, initKey) as RequestInit | undefined

/** `FetchHttpClient.Fetch` of the context. */
export const platformFetch = (context: Context.Context<never>): typeof globalThis.fetch | undefined =>
  find(context, fetchKey) as typeof globalThis.fetch | undefined

/** A context with these options for fetch. */
export const withInit = <R>(context: Context.Context<R>, init: RequestInit): Context.Context<R> =>
  Context.unsafeMake(new Map(context.unsafeMap).set(initKey, init))
