/** Options of hooks: those of TanStack Query and those of the request, in one object. */
import type { UseMutationOptions, UseQueryOptions, UseSuspenseQueryOptions } from "@tanstack/react-query"
import * as Predicate from "effect/Predicate"
import type { FetchOptions, RequestOptions } from "../../options.js"
import { moreSignals, type OptionsWithSignals, signalsOf } from "../coreOptions.js"

/**
 * Options of a query hook: those of `useQuery`, except for its key and function, and those of the request. Default of
 * `retry`: `false`, because the client retries the request itself.
 */
export type QueryHookOptions<Data, Err = Error, Selected = Data> =
  & Omit<UseQueryOptions<Data, Err, Selected>, "queryKey" | "queryFn">
  & RequestOptions

/** {@link QueryHookOptions} of a suspense hook: those of `useSuspenseQuery` and of the request. */
export type SuspenseQueryHookOptions<Data, Err = Error, Selected = Data> =
  & Omit<UseSuspenseQueryOptions<Data, Err, Selected>, "queryKey" | "queryFn">
  & RequestOptions

/** {@link QueryHookOptions} of a mutation hook: those of `useMutation` and of the request. */
export type MutationHookOptions<Data, Err = Error, Variables = void, Context = unknown> =
  & Omit<UseMutationOptions<Data, Err, Variables, Context>, "mutationKey" | "mutationFn">
  & RequestOptions

/**
 * Merges options: later ones win, and each signal aborts the request. Options of TanStack Query may be among them; fetch
 * ignores options that it does not know.
 */
export const merge = (...layers: ReadonlyArray<RequestOptions | undefined>): RequestOptions => {
  const options = layers.filter(Predicate.isNotUndefined)
  const fetchOptions: FetchOptions = Object.assign({}, ...options.map(({ fetchOptions }) => fetchOptions))
  return {
    ...(Object.assign({}, ...options) as RequestOptions),
    fetchOptions: { ...fetchOptions, signal: null },
    signal: null,
    [moreSignals]: options.flatMap(signalsOf)
  } as OptionsWithSignals
}

/** Request options that may contain credentials. */
const credentialOptions = ["fetchOptions", "headers", "serverURL", "signal"]

/** The options for TanStack Query. It stores them in its caches, so they must not contain credentials of a request. */
export const tanStackOptions = <Options extends object>(options: Options | undefined): Partial<Options> =>
  Object.fromEntries(
    Object.entries(options ?? {}).filter(([name]) => !credentialOptions.includes(name))
  ) as Partial<Options>
