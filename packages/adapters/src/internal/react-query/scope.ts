/**
 * Separates the queries of several accounts that share one `QueryClient`.
 *
 * The last part of a query key is its scope. The first account of a `QueryClient` has no scope unless it has a name, so
 * that a browser finds the queries that a server prefetched with another API key. Other accounts have a random tag as
 * scope, as do hook options that may select another account.
 *
 * `buildX` does not know its `QueryClient`, so its keys always have a scope. For the first account they are hashed
 * without it, so that they share the cache with the hooks.
 */
import { operations } from "@openrouter-keys/protocol/Operation"
import { hashKey, type QueryClient, type QueryKey } from "@tanstack/react-query"
import * as Predicate from "effect/Predicate"
import type { RequestOptions } from "../../options.js"
import { type Account, aliasFor, isSameAccount } from "../account.js"
import { headersOf } from "../coreOptions.js"

/** The first part of every key. */
export const prefix = "@openrouter-keys/adapters"

/** The last part of a key. It contains no secret. */
export interface Scope {
  /** The name of the account: the client's option `account`. */
  readonly account?: string
  /** Identifies an account without name in this process. */
  readonly client?: string
  /** Identifies options that may select another account in this process. */
  readonly options?: string
}

/** The scope of an account in any `QueryClient`. */
export const scopeOf = ({ name, tag }: Account): Scope => name === undefined ? { client: tag } : { account: name }

/** Appends a scope to a key, unless it is empty. */
export const scoped = (key: ReadonlyArray<unknown>, scope: Scope): QueryKey =>
  Object.keys(scope).length === 0 ? key : [...key, scope]

// =====================================================================================================================
// Options
// =====================================================================================================================

/** Headers that do not affect the account, and may change with each render. */
const ignoredHeaders =
  /^(accept|accept-(charset|encoding|language)|baggage|b3|cache-control|idempotency-key|.*-(request|correlation|trace|span)-?id|traceparent|tracestate|user-agent|x-b3-.*)$/

const accountHeaders = ({ fetchOptions, headers }: RequestOptions) => {
  const all = { ...lowerCased(headersOf(fetchOptions?.headers)), ...lowerCased(headersOf(headers)) }
  return Object.entries(all).filter(([name]) => !ignoredHeaders.test(name)).sort(([a], [b]) => a < b ? -1 : 1)
}

const lowerCased = (headers: { readonly [name: string]: string }) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** The options that may select another account, as a string; `undefined` if there are none. May contain secrets. */
const accountOptions = (account: Account, options: RequestOptions): string | undefined => {
  const serverURL = options.serverURL?.toString()
  const all = [
    accountHeaders(options),
    serverURL === account.serverURL ? undefined : serverURL,
    options.credentials ?? options.fetchOptions?.credentials
  ]
  return all.flat().every(Predicate.isUndefined) ? undefined : JSON.stringify(all)
}

/** The scope of a query's options. */
export const scopeOfOptions = (account: Account, options: RequestOptions = {}): Scope => {
  let text: string | undefined = "unreadable"
  // Options that throw must not break rendering. The call fails with `InvalidRequest`.
  try {
    text = accountOptions(account, options)
  } catch {}
  return text === undefined ? {} : { options: aliasFor(text) }
}

// =====================================================================================================================
// Query clients
// =====================================================================================================================

/** The accounts of a `QueryClient`. */
interface AccountRegistry {
  readonly main: Account
  /** The scope of the main account's keys. */
  readonly mainScope: Scope
  /** The accounts by the tags of all clients that act for them. */
  readonly byTag: Map<string, Account>
}

const registries = new WeakMap<QueryClient, AccountRegistry>()

/** The registered account that is the same as this one. Registers it if there is none. */
const resolveAccount = (registry: AccountRegistry, account: Account): Account => {
  const found = registry.byTag.get(account.tag) ??
    [...registry.byTag.values()].find((other) => isSameAccount(other, account)) ?? account
  registry.byTag.set(account.tag, found)
  return found
}

const scopeIn = (registry: AccountRegistry, account: Account): Scope =>
  account === registry.main ? registry.mainScope : scopeOf(account)

const isScope = (value: unknown): value is Scope =>
  Predicate.isObject(value) && ["account", "client", "options"].some((name) => Predicate.isString(value[name]))

/** A key without its scope, and the scope; `undefined` if it is not a complete key of an operation. */
const splitScope = (key: QueryKey): readonly [key: QueryKey, scope: Scope] | undefined => {
  const operation = Object.values(operations).find(({ name }) => name === key[2])
  if (key[0] !== prefix || operation === undefined) return undefined
  const length = operation.request === "none" ? 3 : 4
  if (key.length === length) return [key, {}]
  const last = key[length]
  return key.length === length + 1 && isScope(last) ? [key.slice(0, length), last] : undefined
}

/** The account of a scope; `undefined` if it is not registered. */
const ownerOf = (registry: AccountRegistry, { account, client }: Scope): Account | undefined => {
  if (client !== undefined) return registry.byTag.get(client)
  if (account === undefined) return registry.main
  return [...registry.byTag.values()].find(({ name }) => name === account)
}

/** A key in the form that the cache uses. */
const canonicalKey = (registry: AccountRegistry, key: QueryKey): QueryKey => {
  const parts = splitScope(key)
  const owner = parts && ownerOf(registry, parts[1])
  if (parts === undefined || owner === undefined) return key
  const { options } = parts[1]
  return scoped(parts[0], { ...scopeIn(registry, owner), ...options === undefined ? {} : { options } })
}

const register = (queryClient: QueryClient, main: Account, mainScope: Scope): AccountRegistry => {
  const registry: AccountRegistry = { main, mainScope, byTag: new Map([[main.tag, main]]) }
  registries.set(queryClient, registry)
  const hash = queryClient.getDefaultOptions().queries?.queryKeyHashFn ?? hashKey
  queryClient.setQueryDefaults([prefix], {
    ...queryClient.getQueryDefaults([prefix]),
    queryKeyHashFn: (key) => hash(canonicalKey(registry, key))
  })
  return registry
}

/** Registers an account in a `QueryClient` and returns its scope. The first account becomes the main one. */
export const registerScope = (queryClient: QueryClient, account: Account): Scope => {
  const registry = registries.get(queryClient) ??
    register(queryClient, account, account.name === undefined ? {} : scopeOf(account))
  return scopeIn(registry, resolveAccount(registry, account))
}

/** Registers the account of a built query, whose key already has a scope, so that hooks find its data. */
export const registerBuilt = (queryClient: QueryClient, account: Account): void => {
  const registry = registries.get(queryClient)
  if (registry === undefined) register(queryClient, account, scopeOf(account))
  else resolveAccount(registry, account)
}

/** Whether a key belongs to an account. */
export const belongsTo = (queryClient: QueryClient, account: Account) => {
  registerScope(queryClient, account)
  const registry = registries.get(queryClient)!
  return ({ queryKey }: { readonly queryKey: QueryKey }): boolean => {
    const parts = splitScope(queryKey)
    return parts !== undefined && ownerOf(registry, parts[1]) === resolveAccount(registry, account)
  }
}
