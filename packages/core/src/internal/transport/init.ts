import * as Context from "effect/Context"

// Uses the keys of the tags, because importing their module would load the fetch client of @effect/platform.
const fetchKey = "@effect/platform/FetchHttpClient/Fetch"
const initKey = "@effect/platform/FetchHttpClient/FetchOptions"

const find = (context: Context.Context<never>, key: string): unknown => context.unsafeMap.get(key)

/** `FetchHttpClient.RequestInit` of the context: additional options for fetch. */
export const platformInit = (context: Context.Context<never>): RequestInit | undefined =>
  find(context, initKey) as RequestInit | undefined

/** `FetchHttpClient.Fetch` of the context. */
export const platformFetch = (context: Context.Context<never>): typeof globalThis.fetch | undefined =>
  find(context, fetchKey) as typeof globalThis.fetch | undefined

/** Adds options for fetch to a context. */
export const withInit = <R>(context: Context.Context<R>, init: RequestInit): Context.Context<R> =>
  Context.unsafeMake(new Map(context.unsafeMap).set(initKey, init))
