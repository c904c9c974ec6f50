/** Mutations whose secrets are visible to callers and absent from the cache. */
import type { MutateOptions, UseMutationOptions, UseMutationResult } from "@tanstack/react-query"
import { useMemo } from "react"
import { conceal, revealData } from "./conceal.js"

interface Callbacks {
  readonly onSuccess?: ((data: never, ...rest: Array<never>) => unknown) | undefined
  readonly onSettled?: ((data: never, ...rest: Array<never>) => unknown) | undefined
}

const revealing = (callback: ((data: never, ...rest: Array<never>) => unknown) | undefined) =>
  callback && ((data: never, ...rest: Array<never>) => callback(revealData(data), ...rest))

/** Wraps callbacks so that they receive the data with its secret. */
const withRevealed = <C extends Callbacks>(callbacks: C): C => {
  const onSuccess = revealing(callbacks.onSuccess)
  const onSettled = revealing(callbacks.onSettled)
  return { ...callbacks, ...onSuccess && { onSuccess }, ...onSettled && { onSettled } }
}

/** Wraps the callbacks in a hook's options so that they receive the data with its secret. */
export const withRevealedData = <Data, Err, Variables, Context>(
  options: Partial<UseMutationOptions<Data, Err, Variables, Context>>
): Partial<UseMutationOptions<Data, Err, Variables, Context>> => withRevealed(options)

interface Calls<Data, Err, Variables, Context> {
  readonly mutate: (variables: Variables, options?: MutateOptions<Data, Err, Variables, Context>) => void
  readonly mutateAsync: (variables: Variables, options?: MutateOptions<Data, Err, Variables, Context>) => Promise<Data>
}

/** A result of `useMutation` that conceals variables on the way in and reveals data on the way out. */
export const useConcealed = <Data, Err, Variables, Context>(
  result: UseMutationResult<Data, Err, Variables, Context>
): UseMutationResult<Data, Err, Variables, Context> => {
  const { mutate, mutateAsync } = result as unknown as Calls<Data, Err, Variables, Context>
  const calls = useMemo((): Calls<Data, Err, Variables, Context> => ({
    mutate: (variables, options) => mutate(conceal(variables), options && withRevealed(options)),
    mutateAsync: async (variables, options) =>
      revealData(await mutateAsync(conceal(variables), options && withRevealed(options)))
  }), [mutate, mutateAsync])
  return { ...result, ...calls, data: revealData(result.data) } as UseMutationResult<Data, Err, Variables, Context>
}
