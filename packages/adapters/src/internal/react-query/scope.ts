/**
 * Whose queries are whose, where clients of several accounts share one `QueryClient`.
 *
 * A key ends with its scope. The first account of a `QueryClient` has none there, unless it has a name: what a server
 * has prefetched with its key is found in a browser, whose client has another one or none. Any other account has its own
 * random tag, and so have options of a hook that may lead to another account.
 *
 * `buildX` does not know in which `QueryClient` it will be used, so its keys always have a scope. For the first account
 * they are hashed as if they had none, that they share the cache with the hooks.
 */
import { operations } from "@openrouter-keys/protocol/Operation"
import { hashKey, type QueryClient, type QueryKey } from "@tanstack/react-query"
import * as Predicate from "effect/Predicate"
import type { RequestOptions } from "../../options.js"
import { type Account, isSameAccount, standInFor } from "../account.js"
import { headersOf } from "../options.js"

/** The first part of every key. */
export const prefix = "@openrouter-keys/adapters"

/** The last part of a key. No part of it is secret. */
export interface Scope {
  /** The name of the account, as the client's `account` says. */
  readonly account?: string
  /** Stands for an account without name, in this process. */
  readonly client?: string
  /** Stands for options that may lead to another account, in this process. */
  readonly options?: string
}

/** The scope of an account in any `QueryClient`. */
export const scopeOf = ({ name, tag }: Account): Scope => name === undefined ? { client: tag } : { account: name }

/** A key that begins so, with its scope where it has one. */
export const scoped = (key: ReadonlyArray<unknown>, scope: Scope): QueryKey =>
  Object.keys(scope).length === 0 ? key : [...key, scope]

// =====================================================================================================================
// Options
// =====================================================================================================================

/** Headers that say nothing about who asks, and may be new with each rendering. */
const tracing =
  /^(accept|accept-(charset|encoding|language)|baggage|b3|cache-control|idempotency-key|.*-(request|correlation|trace|span)-?id|traceparent|tracestate|user-agent|x-b3-.*)$/

const decisiveHeaders = ({ fetchOptions, headers }: RequestOptions) => {
  const all = { ...lowerCased(headersOf(fetchOptions?.headers)), ...lowerCased(headersOf(headers)) }
  return Object.entries(all).filter(([name]) => !tracing.test(name)).sort(([a], [b]) => a < b ? -1 : 1)
}

const lowerCased = (headers: { readonly [name: string]: string }) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** What of a query's options decides where it goes, and on whose behalf, as a text that must not be shown. */
const decisive = (account: Account, options: RequestOptions): string | undefined => {
  const serverURL = options.serverURL?.toString()
  const all = [
    decisiveHeaders(options),
    serverURL === account.serverURL ? undefined : serverURL,
    options.credentials ?? options.fetchOptions?.credentials
  ]
  return all.flat().every(Predicate.isUndefined) ? undefined : JSON.stringify(all)
}

/** The part of a scope that a query's options ask for. */
export const scopeOfOptions = (account: Account, options: RequestOptions = {}): Scope => {
  let text: string | undefined = "unreadable"
  // The call says what is wrong with them; a component must not break when it renders.
  try {
    text = decisive(account, options)
  } catch {}
  return text === undefined ? {} : { options: standInFor(text) }
}

// =====================================================================================================================
// Query clients
// =====================================================================================================================

/** The accounts of a `QueryClient`. */
interface Known {
  readonly main: Account
  /** The scope of the main account's keys. */
  readonly mainScope: Scope
  /** The accounts by the tags of all clients that act for them. */
  readonly byTag: Map<string, Account>
}

const allKnown = new WeakMap<QueryClient, Known>()

/** The account of those known that this one is. */
const representative = (known: Known, account: Account): Account => {
  const found = known.byTag.get(account.tag) ??
    [...known.byTag.values()].find((other) => isSameAccount(other, account)) ?? account
  known.byTag.set(account.tag, found)
  return found
}

const scopeIn = (known: Known, account: Account): Scope => account === known.main ? known.mainScope : scopeOf(account)

const isScope = (value: unknown): value is Scope =>
  Predicate.isObject(value) && ["account", "client", "options"].some((name) => Predicate.isString(value[name]))

/** A key without its scope, and the scope; `undefined` where it is no complete key of an operation. */
const split = (key: QueryKey): readonly [key: QueryKey, scope: Scope] | undefined => {
  const operation = Object.values(operations).find(({ name }) => name === key[2])
  if (key[0] !== prefix || operation === undefined) return undefined
  const length = operation.request === "none" ? 3 : 4
  if (key.length === length) return [key, {}]
  const last = key[length]
  return key.length === length + 1 && isScope(last) ? [key.slice(0, length), last] : undefined
}

/** The account that a scope belongs to; `undefined` for one that is not known. */
const ownerOf = (known: Known, { account, client }: Scope): Account | undefined => {
  if (client !== undefined) return known.byTag.get(client)
  if (account === undefined) return known.main
  return [...known.byTag.values()].find(({ name }) => name === account)
}

/** A key as it is in the cache. */
const canonical = (known: Known, key: QueryKey): QueryKey => {
  const parts = split(key)
  const owner = parts && ownerOf(known, parts[1])
  if (parts === undefined || owner === undefined) return key
  const { options } = parts[1]
  return scoped(parts[0], { ...scopeIn(known, owner), ...options === undefined ? {} : { options } })
}

const open = (queryClient: QueryClient, main: Account, mainScope: Scope): Known => {
  const known: Known = { main, mainScope, byTag: new Map([[main.tag, main]]) }
  allKnown.set(queryClient, known)
  const hash = queryClient.getDefaultOptions().queries?.queryKeyHashFn ?? hashKey
  queryClient.setQueryDefaults([prefix], {
    ...queryClient.getQueryDefaults([prefix]),
    queryKeyHashFn: (key) => hash(canonical(known, key))
  })
  return known
}

/** The scope that an account has in a `QueryClient`. The first account that is asked for is its main one. */
export const joinScope = (queryClient: QueryClient, account: Account): Scope => {
  const known = allKnown.get(queryClient) ??
    open(queryClient, account, account.name === undefined ? {} : scopeOf(account))
  return scopeIn(known, representative(known, account))
}

/** As {@link joinScope}, where the account's keys have their scope already: what they brought is found by the hooks too. */
export const joinAsBuilt = (queryClient: QueryClient, account: Account): void => {
  const known = allKnown.get(queryClient)
  if (known === undefined) open(queryClient, account, scopeOf(account))
  else representative(known, account)
}

/** Whether a key belongs to an account. */
export const belongsTo = (queryClient: QueryClient, account: Account) => {
  joinScope(queryClient, account)
  const known = allKnown.get(queryClient)!
  return ({ queryKey }: { readonly queryKey: QueryKey }): boolean => {
    const parts = split(queryKey)
    return parts !== undefined && ownerOf(known, parts[1]) === representative(known, account)
  }
}
