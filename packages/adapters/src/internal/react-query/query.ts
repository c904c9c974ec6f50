/** All that TanStack Query offers for reading, made of one standalone function. */
import { type Operations, operations, type Returns } from "@openrouter-keys/protocol/Operation"
import {
  type InvalidateQueryFilters,
  type QueryClient,
  type QueryFunctionContext,
  type QueryKey,
  type queryOptions,
  useQuery,
  useQueryClient,
  type UseQueryResult,
  useSuspenseQuery,
  type UseSuspenseQueryResult
} from "@tanstack/react-query"
import * as Predicate from "effect/Predicate"
import type { OpenRouterCore } from "../../core.js"
import type { RequestAborted } from "../../models/RequestAborted.js"
import type { RequestOptions } from "../../options.js"
import { type Result, unwrapAsync } from "../../types.js"
import { accountOf, looksSecret, standInFor } from "../account.js"
import type { Standalone } from "../operations.js"
import { useOpenRouterContext } from "./context.js"
import { networkModeOf } from "./network.js"
import { merge, ownOptions, type QueryHookOptions, type SuspenseQueryHookOptions } from "./options.js"
import { belongsTo, joinAsBuilt, joinScope, prefix, type Scope, scoped, scopeOf, scopeOfOptions } from "./scope.js"

/** A query as TanStack Query's `useQuery`, `useQueries`, `fetchQuery` … take it. Its key knows the types of data and error. */
export type BuiltQuery<Data, Err> =
  & Omit<ReturnType<typeof queryOptions<Data, Err, Data>>, "queryFn">
  & { readonly queryFn: (context: QueryFunctionContext) => Promise<Data> }

/** The key of a query. */
export type TypedQueryKey<Data, Err> = BuiltQuery<Data, Err>["queryKey"]

/** Which of the queries are invalidated, and what comes of it. */
export interface InvalidateFilters extends Omit<InvalidateQueryFilters, "queryKey" | "predicate" | "exact"> {
  /** Whose queries: those of this client's account. Default: those of all accounts. */
  readonly client?: OpenRouterCore | undefined
}

/** What tells the queries of an operation apart: the hash where there is one, or else the request as a whole. */
export type KeyParameters<Args extends ReadonlyArray<unknown>> = Args extends readonly [] ? []
  : Args extends readonly [{ readonly hash: string }] ? [hash: string]
  : [parameters?: NonNullable<Args[0]>]

/** What comes of an operation with these arguments, data and errors. */
export interface QueryOf<Args extends ReadonlyArray<unknown>, Data, Err> {
  readonly use: <Selected = Data>(
    ...args: [...Args, options?: QueryHookOptions<Data, Err, Selected>]
  ) => UseQueryResult<Selected, Err>
  readonly useSuspense: <Selected = Data>(
    ...args: [...Args, options?: SuspenseQueryHookOptions<Data, Err, Selected>]
  ) => UseSuspenseQueryResult<Selected, Err>
  readonly prefetch: (
    queryClient: QueryClient,
    client: OpenRouterCore,
    ...args: [...Args, options?: RequestOptions]
  ) => Promise<void>
  readonly setData: (
    queryClient: QueryClient,
    ...args: Args extends readonly [] ? [data: Data, client?: OpenRouterCore]
      : [keyParameters: KeyParameters<Args>, data: Data, client?: OpenRouterCore]
  ) => Data | undefined
  readonly invalidate: (
    queryClient: QueryClient,
    keyParameters: Required<KeyParameters<Args>>,
    filters?: InvalidateFilters
  ) => Promise<void>
  readonly invalidateAll: (queryClient: QueryClient, filters?: InvalidateFilters) => Promise<void>
  readonly build: (
    client: OpenRouterCore,
    ...args: [...Args, options?: RequestOptions]
  ) => BuiltQuery<Data, Err>
  readonly key: (...keyParameters: KeyParameters<Args>) => TypedQueryKey<Data, Err>
}

/** {@link QueryOf} a method of the service. */
export type Query<F> = F extends (...args: infer Args) => Returns<infer A, infer E>
  ? QueryOf<Args, A, E | RequestAborted>
  : never

/** The operations that change nothing. */
type Reading = "list" | "get" | "getCurrentKeyMetadata"

type Call = (client: OpenRouterCore, ...args: ReadonlyArray<unknown>) => Promise<Result<unknown>>

/** What stands for a request in keys; without a key that is taken for a hash, and for whatever has no JSON. */
const keyParameter = (request: unknown): unknown => {
  try {
    const parameter = Predicate.hasProperty(request, "hash") ? request.hash : request ?? {}
    JSON.stringify(parameter)
    return looksSecret(parameter) ? { hash: standInFor(parameter) } : parameter
  } catch {
    return "unreadable"
  }
}

/** The query hooks of an operation, and what stands beside them. */
export const query = <Name extends Reading>(
  name: Name,
  standalone: Standalone<Operations[Name]>
): Query<Operations[Name]> => {
  const takesRequest = operations[name].request !== "none"
  const requestOf = (args: ReadonlyArray<unknown>) => takesRequest ? [args[0]] : []
  const restOf = (args: ReadonlyArray<unknown>) => args.slice(takesRequest ? 1 : 0)
  const optionsOf = (args: ReadonlyArray<unknown>) => restOf(args)[0] as RequestOptions | undefined

  const all = [prefix, "apiKeys", name]
  const key = (...args: ReadonlyArray<unknown>) =>
    [...all, ...requestOf(args).map(keyParameter)] as never as TypedQueryKey<unknown, unknown>

  const buildWith = (client: OpenRouterCore, scope: Scope, args: ReadonlyArray<unknown>) => {
    const account = accountOf(client)
    const networkMode = networkModeOf(account, optionsOf(args))
    return {
      queryKey: scoped(key(...args), {
        ...scope,
        ...scopeOfOptions(account, optionsOf(args))
      }) as never as TypedQueryKey<unknown, unknown>,
      queryFn: (
        { client: queryClient, signal }: Pick<QueryFunctionContext, "signal"> & { readonly client?: QueryClient }
      ) => {
        // Early releases of version 5 do not say which one it is.
        if (queryClient !== undefined) joinAsBuilt(queryClient, account)
        return unwrapAsync((standalone as Call)(client, ...requestOf(args), merge(optionsOf(args), { signal })))
      },
      retry: false,
      ...networkMode && { networkMode }
    }
  }

  const build = (client: OpenRouterCore, ...args: ReadonlyArray<unknown>) =>
    buildWith(client, scopeOf(accountOf(client)), args)

  /** The query as it is in a `QueryClient`, whose own `networkMode` counts. */
  const buildIn = (queryClient: QueryClient, client: OpenRouterCore, args: ReadonlyArray<unknown>) => {
    const built = buildWith(client, joinScope(queryClient, accountOf(client)), args)
    const defaults = { ...queryClient.getDefaultOptions().queries, ...queryClient.getQueryDefaults(built.queryKey) }
    return { ...built, ...defaults.networkMode && { networkMode: defaults.networkMode } }
  }

  const useBuilt = (args: ReadonlyArray<unknown>) => ({
    ...buildIn(useQueryClient(), useOpenRouterContext(), args),
    ...ownOptions(optionsOf(args))
  })

  const invalidate = (queryClient: QueryClient, queryKey: QueryKey, { client, ...filters }: InvalidateFilters = {}) =>
    queryClient.invalidateQueries({
      ...filters,
      queryKey,
      ...client && { predicate: belongsTo(queryClient, accountOf(client)) }
    })

  const faces: QueryOf<ReadonlyArray<unknown>, unknown, unknown> = {
    use: (...args) => useQuery(useBuilt(args)),
    useSuspense: (...args) => useSuspenseQuery(useBuilt(args)),
    // oxlint-disable-next-line typescript/no-deprecated -- What replaces it is not in all of version 5.
    prefetch: (queryClient, client, ...args) => queryClient.prefetchQuery(buildIn(queryClient, client, args)),
    setData: (queryClient, ...args) => {
      const plain = key(...requestOf(args).flat())
      const [data, client] = restOf(args) as [data: unknown, client?: OpenRouterCore]
      const scope = client && joinScope(queryClient, accountOf(client))
      return queryClient.setQueryData(scope ? scoped(plain, scope) : plain, data)
    },
    invalidate: (queryClient, parameters, filters) => invalidate(queryClient, key(...parameters), filters),
    invalidateAll: (queryClient, filters) => invalidate(queryClient, all, filters),
    build,
    key
  }
  return faces as never
}
