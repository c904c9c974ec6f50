/** Options of hooks: TanStack Query's and the request's, side by side. */
import type { UseMutationOptions, UseQueryOptions, UseSuspenseQueryOptions } from "@tanstack/react-query"
import * as Predicate from "effect/Predicate"
import type { FetchOptions, RequestOptions } from "../../options.js"
import { moreSignals, type OptionsWithSignals, signalsOf } from "../options.js"

/**
 * Options of a query hook: all of `useQuery` but what the operation says itself, and those of the request. `retry` is
 * `false` unless said otherwise: the request is sent again by its own rules.
 */
export type QueryHookOptions<Data, Err = Error, Selected = Data> =
  & Omit<UseQueryOptions<Data, Err, Selected>, "queryKey" | "queryFn">
  & RequestOptions

/** {@link QueryHookOptions} of a suspense hook: all of `useSuspenseQuery`, and those of the request. */
export type SuspenseQueryHookOptions<Data, Err = Error, Selected = Data> =
  & Omit<UseSuspenseQueryOptions<Data, Err, Selected>, "queryKey" | "queryFn">
  & RequestOptions

/** {@link QueryHookOptions} of a mutation hook: all of `useMutation`, and those of the request. */
export type MutationHookOptions<Data, Err = Error, Variables = void, Context = unknown> =
  & Omit<UseMutationOptions<Data, Err, Variables, Context>, "mutationKey" | "mutationFn">
  & RequestOptions

/**
 * Options one above the other: a later one counts, and each one's signals end the request. TanStack Query's options may
 * stand among them; fetch passes over what it does not know.
 */
export const merge = (...layers: ReadonlyArray<RequestOptions | undefined>): RequestOptions => {
  const given = layers.filter(Predicate.isNotUndefined)
  const fetchOptions: FetchOptions = Object.assign({}, ...given.map(({ fetchOptions }) => fetchOptions))
  return {
    ...(Object.assign({}, ...given) as RequestOptions),
    fetchOptions: { ...fetchOptions, signal: null },
    signal: null,
    [moreSignals]: given.flatMap(signalsOf)
  } as OptionsWithSignals
}

/** Names of request options that may hold credentials. */
const ofRequest = ["fetchOptions", "headers", "serverURL", "signal"]

/**
 * The options that are TanStack Query's own. It keeps them in its caches, where credentials of a request do not belong.
 */
export const ownOptions = <Options extends object>(options: Options | undefined): Partial<Options> =>
  Object.fromEntries(Object.entries(options ?? {}).filter(([name]) => !ofRequest.includes(name))) as Partial<Options>
