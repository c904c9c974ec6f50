/** Options of hooks: TanStack Query's and the request's, side by side. */
import type { UseMutationOptions, UseQueryOptions, UseSuspenseQueryOptions } from "@tanstack/react-query"
import * as Predicate from "effect/Predicate"
import type { FetchOptions, RequestOptions } from "../../options.js"
import { signalsOf } from "../options.js"

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
  const signals = given.flatMap(signalsOf)
  const fetchOptions: FetchOptions = Object.assign({}, ...given.map(({ fetchOptions }) => fetchOptions))
  return {
    ...(Object.assign({}, ...given) as RequestOptions),
    fetchOptions: { ...fetchOptions, signal: null },
    signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0]
  }
}
