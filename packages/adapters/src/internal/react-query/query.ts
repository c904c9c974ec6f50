/** Query hooks and utilities for TanStack Query, built from a standalone function. */
import type { Returns } from "@openrouter-keys/protocol/Operation"
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
import { accountOf, aliasFor, looksLikeApiKey } from "../account.js"
import { useOpenRouterContext } from "./context.js"
import { merge, type QueryHookOptions, type SuspenseQueryHookOptions, tanStackOptions } from "./hookOptions.js"
import { networkModeOf } from "./network.js"
import {
  belongsTo,
  prefix,
  registerBuilt,
  registerScope,
  type Scope,
  scoped,
  scopeOf,
  scopeOfOptions
} from "./scope.js"

/** A query for `useQuery`, `useQueries`, `fetchQuery` and the like. Its key carries the types of data and error. */
export type BuiltQuery<Data, Err> =
  & Omit<ReturnType<typeof queryOptions<Data, Err, Data>>, "queryFn">
  & { readonly queryFn: (context: QueryFunctionContext) => Promise<Data> }

/** The key of a query. */
export type TypedQueryKey<Data, Err> = BuiltQuery<Data, Err>["queryKey"]

/** Filters for the queries to invalidate. */
export interface InvalidateFilters extends Omit<InvalidateQueryFilters, "queryKey" | "predicate" | "exact"> {
  /** Invalidates only queries of this client's account. Default: those of all accounts. */
  readonly client?: OpenRouterCore | undefined
}

/** The parameters in the query keys of an operation: the hash if its request has one, otherwise the whole request. */
export type KeyParameters<Args extends ReadonlyArray<unknown>> = Args extends readonly [] ? []
  : Args extends readonly [{ readonly hash: string }] ? [hash: string]
  : [parameters?: NonNullable<Args[0]>]

/** The parameter of a query key as a tuple, which `setX` and `invalidateX` take. */
type KeyParameter = readonly [parameter?: unknown]

/** The hooks and utilities of an operation with these arguments, data and errors. */
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

/** {@link QueryOf} for the signature of an operation. */
export type Query<F> = F extends (...args: infer Args) => Returns<infer A, infer E>
  ? QueryOf<Args, A, E | RequestAborted>
  : never

/** The operations that read. */
type QueryOperation = "list" | "get" | "getCurrentKeyMetadata"

/** A standalone function that takes a request. */
type WithRequest<Request, Data, Err> = (
  client: OpenRouterCore,
  request: Request,
  options?: RequestOptions
) => Promise<Result<Data, Err>>

/** A standalone function that takes no request. */
type WithoutRequest<Data, Err> = (client: OpenRouterCore, options?: RequestOptions) => Promise<Result<Data, Err>>

/** Early releases of TanStack Query 5 do not pass the `client`. */
type FetchContext = Pick<QueryFunctionContext, "signal"> & { readonly client?: QueryClient }

/** A query of one operation. */
interface QueryCall<Data, Err> {
  readonly client: OpenRouterCore
  readonly queryKey: TypedQueryKey<Data, Err>
  readonly options: RequestOptions | undefined
  readonly send: (options: RequestOptions) => Promise<Result<Data, Err>>
}

/** The part of a query key that identifies the request. It is valid JSON and contains no API key. */
const keyParameter = (request: unknown): unknown => {
  try {
    const parameter = Predicate.hasProperty(request, "hash") ? request.hash : request ?? {}
    JSON.stringify(parameter)
    return looksLikeApiKey(parameter) ? { hash: aliasFor(parameter) } : parameter
  } catch {
    return "unreadable"
  }
}

const typedKey = <Data, Err>(key: QueryKey): TypedQueryKey<Data, Err> => key as TypedQueryKey<Data, Err>

const buildWith = <Data, Err>({ client, options, queryKey, send }: QueryCall<Data, Err>, scope: Scope) => {
  const account = accountOf(client)
  const networkMode = networkModeOf(account, options)
  return {
    queryKey: typedKey<Data, Err>(scoped(queryKey, { ...scope, ...scopeOfOptions(account, options) })),
    queryFn: ({ client: queryClient, signal }: FetchContext) => {
      if (queryClient !== undefined) registerBuilt(queryClient, account)
      return unwrapAsync(send(merge(options, { signal })))
    },
    retry: false,
    ...networkMode && { networkMode }
  }
}

/** A query for any `QueryClient`. */
const build = <Data, Err>(call: QueryCall<Data, Err>): BuiltQuery<Data, Err> =>
  buildWith(call, scopeOf(accountOf(call.client)))

/** A query for one `QueryClient`, whose default `networkMode` applies. */
const buildIn = <Data, Err>(queryClient: QueryClient, call: QueryCall<Data, Err>) => {
  const built = buildWith(call, registerScope(queryClient, accountOf(call.client)))
  const defaults = { ...queryClient.getDefaultOptions().queries, ...queryClient.getQueryDefaults(built.queryKey) }
  return { ...built, ...defaults.networkMode && { networkMode: defaults.networkMode } }
}

const prefetch = <Data, Err>(queryClient: QueryClient, call: QueryCall<Data, Err>): Promise<void> =>
  // oxlint-disable-next-line typescript/no-deprecated -- Its replacement is not in all releases of version 5.
  queryClient.prefetchQuery(buildIn(queryClient, call))

const setData = <Data, Err>(
  queryClient: QueryClient,
  queryKey: TypedQueryKey<Data, Err>,
  data: Data,
  client: OpenRouterCore | undefined
): Data | undefined => {
  const scope = client && registerScope(queryClient, accountOf(client))
  return queryClient.setQueryData<Data>(scope ? scoped(queryKey, scope) : queryKey, data)
}

const invalidate = (queryClient: QueryClient, queryKey: QueryKey, { client, ...filters }: InvalidateFilters = {}) =>
  queryClient.invalidateQueries({
    ...filters,
    queryKey,
    ...client && { predicate: belongsTo(queryClient, accountOf(client)) }
  })

/** The query hooks and utilities of an operation with a request. */
export const query = <Request, Data, Err>(name: QueryOperation, standalone: WithRequest<Request, Data, Err>) => {
  const all = [prefix, "apiKeys", name]
  const key = (parameter?: unknown): TypedQueryKey<Data, Err> => typedKey<Data, Err>([...all, keyParameter(parameter)])
  const callOf = (client: OpenRouterCore, request: Request, options?: RequestOptions): QueryCall<Data, Err> => ({
    client,
    queryKey: key(request),
    options,
    send: (options) => standalone(client, request, options)
  })
  const useBuilt = (request: Request, options?: RequestOptions) =>
    buildIn(useQueryClient(), callOf(useOpenRouterContext(), request, options))
  return {
    use: <Selected = Data>(request: Request, options?: QueryHookOptions<Data, Err, Selected>) =>
      useQuery({ ...useBuilt(request, options), ...tanStackOptions(options) }),
    useSuspense: <Selected = Data>(request: Request, options?: SuspenseQueryHookOptions<Data, Err, Selected>) =>
      useSuspenseQuery({ ...useBuilt(request, options), ...tanStackOptions(options) }),
    prefetch: (queryClient: QueryClient, client: OpenRouterCore, request: Request, options?: RequestOptions) =>
      prefetch(queryClient, callOf(client, request, options)),
    setData: (queryClient: QueryClient, [parameter]: KeyParameter, data: Data, client?: OpenRouterCore) =>
      setData(queryClient, key(parameter), data, client),
    invalidate: (queryClient: QueryClient, [parameter]: KeyParameter, filters?: InvalidateFilters) =>
      invalidate(queryClient, key(parameter), filters),
    invalidateAll: (queryClient: QueryClient, filters?: InvalidateFilters) => invalidate(queryClient, all, filters),
    build: (client: OpenRouterCore, request: Request, options?: RequestOptions) =>
      build(callOf(client, request, options)),
    key
  }
}

/** The query hooks and utilities of an operation without a request. */
export const queryWithoutRequest = <Data, Err>(name: QueryOperation, standalone: WithoutRequest<Data, Err>) => {
  const all = typedKey<Data, Err>([prefix, "apiKeys", name])
  const callOf = (client: OpenRouterCore, options?: RequestOptions): QueryCall<Data, Err> => ({
    client,
    queryKey: all,
    options,
    send: (options) => standalone(client, options)
  })
  const useBuilt = (options?: RequestOptions) => buildIn(useQueryClient(), callOf(useOpenRouterContext(), options))
  return {
    use: <Selected = Data>(options?: QueryHookOptions<Data, Err, Selected>) =>
      useQuery({ ...useBuilt(options), ...tanStackOptions(options) }),
    useSuspense: <Selected = Data>(options?: SuspenseQueryHookOptions<Data, Err, Selected>) =>
      useSuspenseQuery({ ...useBuilt(options), ...tanStackOptions(options) }),
    prefetch: (queryClient: QueryClient, client: OpenRouterCore, options?: RequestOptions) =>
      prefetch(queryClient, callOf(client, options)),
    setData: (queryClient: QueryClient, data: Data, client?: OpenRouterCore) => setData(queryClient, all, data, client),
    invalidate: (queryClient: QueryClient, _: KeyParameter, filters?: InvalidateFilters) =>
      invalidate(queryClient, all, filters),
    invalidateAll: (queryClient: QueryClient, filters?: InvalidateFilters) => invalidate(queryClient, all, filters),
    build: (client: OpenRouterCore, options?: RequestOptions) => build(callOf(client, options)),
    key: (): TypedQueryKey<Data, Err> => all
  }
}
