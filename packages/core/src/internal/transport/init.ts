import * as Context from "effect/Context"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"

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

let supported: RequestInit | undefined

/**
 * Options that every request has unless the caller says otherwise: no cache may keep a list of keys, as frameworks that
 * render on a server do by default. Runtimes that refuse the option have no such cache.
 */
export const defaultInit = (): RequestInit => supported ??= findSupported()

const findSupported = (): RequestInit => {
  const noStore: RequestInit = { cache: "no-store" }
  if (!Predicate.hasProperty(globalThis, "Request")) return noStore
  return Either.isRight(Either.try(() => new Request("http://localhost", noStore))) ? noStore : {}
}
