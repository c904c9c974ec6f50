/** All that TanStack Query offers for reading, made of one standalone function. */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import * as Operation from "@openrouter-keys/core/Operation"
import {
  type InvalidateQueryFilters,
  type QueryClient,
  type QueryFunctionContext,
  type QueryKey,
  type queryOptions,
  useQuery,
  type UseQueryResult,
  useSuspenseQuery,
  type UseSuspenseQueryResult
} from "@tanstack/react-query"
import type * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type { OpenRouterCore } from "../../core.js"
import type { RequestAborted } from "../../models/RequestAborted.js"
import type { RequestOptions } from "../../options.js"
import { type Result, unwrapAsync } from "../../types.js"
import type { Standalone, Value } from "../operations.js"
import { useOpenRouterContext } from "./context.js"
import { merge, type QueryHookOptions, type SuspenseQueryHookOptions } from "./options.js"

/** A query as TanStack Query's `useQuery`, `useQueries`, `fetchQuery` … take it. Its key knows the types of data and error. */
export type BuiltQuery<Data, Err> =
  & Omit<ReturnType<typeof queryOptions<Data, Err, Data>>, "queryFn">
  & { readonly queryFn: (context: QueryFunctionContext) => Promise<Data> }

/** The key of a query. */
export type TypedQueryKey<Data, Err> = BuiltQuery<Data, Err>["queryKey"]

/** Which of the queries are invalidated, and what comes of it. */
export type InvalidateFilters = Omit<InvalidateQueryFilters, "queryKey" | "predicate" | "exact">

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
    ...args: Args extends readonly [] ? [data: Data] : [keyParameters: KeyParameters<Args>, data: Data]
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
export type Query<F> = F extends (...args: infer Args) => Effect.Effect<infer A, infer E>
  ? QueryOf<Args, Value<A>, E | RequestAborted>
  : never

/** The operations that change nothing. */
type Reading = "list" | "get" | "getCurrentKeyMetadata"

type Call = (client: OpenRouterCore, ...args: ReadonlyArray<unknown>) => Promise<Result<unknown>>

const keyParameter = (request: unknown): unknown =>
  Predicate.hasProperty(request, "hash") ? request.hash : request ?? {}

/** The query hooks of an operation, and what stands beside them. */
export const query = <Name extends Reading>(
  name: Name,
  standalone: Standalone<ApiKeys.Service[Name]>
): Query<ApiKeys.Service[Name]> => {
  const { takesRequest } = Operation.all[name]
  const requestOf = (args: ReadonlyArray<unknown>) => takesRequest ? [args[0]] : []
  const optionsOf = (args: ReadonlyArray<unknown>) => args[takesRequest ? 1 : 0] as RequestOptions | undefined

  const all = ["@openrouter-keys/adapters", "apiKeys", name]
  const key = (...args: ReadonlyArray<unknown>) =>
    [...all, ...requestOf(args).map(keyParameter)] as never as TypedQueryKey<unknown, unknown>

  const build = (client: OpenRouterCore, ...args: ReadonlyArray<unknown>) => ({
    queryKey: key(...args),
    queryFn: ({ signal }: QueryFunctionContext) =>
      unwrapAsync((standalone as Call)(client, ...requestOf(args), merge(optionsOf(args), { signal }))),
    retry: false
  })

  const invalidate = (queryClient: QueryClient, queryKey: QueryKey, filters?: InvalidateFilters) =>
    queryClient.invalidateQueries({ ...filters, queryKey })

  const faces: QueryOf<ReadonlyArray<unknown>, unknown, unknown> = {
    use: (...args) => useQuery({ ...build(useOpenRouterContext(), ...args), ...optionsOf(args) }),
    useSuspense: (...args) => useSuspenseQuery({ ...build(useOpenRouterContext(), ...args), ...optionsOf(args) }),
    // oxlint-disable-next-line typescript/no-deprecated -- What replaces it is not in all of version 5.
    prefetch: (queryClient, ...args) => queryClient.prefetchQuery(build(...args)),
    setData: (queryClient, ...args) => queryClient.setQueryData(key(...args.slice(0, -1).flat()), args.at(-1)),
    invalidate: (queryClient, parameters, filters) => invalidate(queryClient, key(...parameters), filters),
    invalidateAll: (queryClient, filters) => invalidate(queryClient, all, filters),
    build,
    key
  }
  return faces as never
}
