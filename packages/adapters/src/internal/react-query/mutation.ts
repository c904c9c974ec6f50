/** Mutation hooks and utilities for TanStack Query, built from a standalone function. */
import { invalidInput } from "@openrouter-keys/protocol/Failure"
import type { Returns } from "@openrouter-keys/protocol/Operation"
import {
  type MutationFunctionContext,
  type MutationKey,
  type QueryClient,
  useMutation,
  type UseMutationOptions,
  type UseMutationResult,
  useQueryClient
} from "@tanstack/react-query"
import type { OpenRouterCore } from "../../core.js"
import type { RequestAborted } from "../../models/RequestAborted.js"
import type { RequestOptions } from "../../options.js"
import { type Result, unwrapAsync } from "../../types.js"
import { accountOf } from "../account.js"
import { conceal, concealData, missingFrom, reveal } from "./conceal.js"
import { useOpenRouterContext } from "./context.js"
import { merge, type MutationHookOptions, tanStackOptions } from "./hookOptions.js"
import { networkModeOf } from "./network.js"
import { prefix } from "./scope.js"
import { useConcealed, withRevealedData } from "./useConcealed.js"

/** Variables of a mutation: the request, and options for it. */
export interface MutationVariables<Request> {
  readonly request: Request
  /** Options for this request. They override those of the hook. */
  readonly options?: RequestOptions | undefined
}

/** A mutation for TanStack Query's `useMutation`. */
export type BuiltMutation<Data, Err, Variables> =
  & Omit<UseMutationOptions<Data, Err, Variables>, "mutationKey" | "mutationFn">
  & { readonly mutationKey: MutationKey; readonly mutationFn: (variables: Variables) => Promise<Data> }

/** The hook and utilities of an operation with these variables, data and errors. */
export interface MutationOf<Variables, Data, Err> {
  readonly use: <Context = unknown>(
    options?: MutationHookOptions<Data, Err, Variables, Context>
  ) => UseMutationResult<Data, Err, Variables, Context>
  readonly build: (client: OpenRouterCore, options?: RequestOptions) => BuiltMutation<Data, Err, Variables>
  readonly key: () => MutationKey
}

/** {@link MutationOf} for the signature of an operation. */
export type Mutation<F> = F extends (request: infer Request) => Returns<infer A, infer E>
  ? MutationOf<MutationVariables<Request>, A, E | RequestAborted>
  : never

/** The operations that change keys. */
type MutationOperation = "create" | "update" | "delete"

/** A standalone function that takes a request. */
type WithRequest<Request, Data, Err> = (
  client: OpenRouterCore,
  request: Request,
  options?: RequestOptions
) => Promise<Result<Data, Err>>

/** Variables that were persisted lack their secrets. Sending them would make a different change, so they are rejected. */
const incomplete = (name: MutationOperation, missing: ReadonlyArray<string>) =>
  invalidInput(
    name,
    missing.map((path) => ({ path, message: "is a secret and was not persisted: call `mutate` again" }))
  )

/** Conceals the secrets in cached variables that were passed to a mutation without the hook. */
const concealIn = (queryClient: QueryClient | undefined, variables: unknown): void => {
  for (const mutation of queryClient?.getMutationCache().getAll() ?? []) {
    if (mutation.state.variables === variables) {
      mutation.state = { ...mutation.state, variables: conceal(variables) }
    }
  }
}

/** The mutation hook and utilities of an operation. */
export const mutation = <Request, Data, Err extends Error>(
  name: MutationOperation,
  standalone: WithRequest<Request, Data, Err>,
  defaults: { readonly gcTime?: number } = {}
): MutationOf<MutationVariables<Request>, Data, Err> => {
  type Variables = MutationVariables<Request>
  const key = () => [prefix, "apiKeys", name]

  /** The variables with their secrets. Throws `InvalidRequest` if they cannot be read. */
  const readVariables = (variables: Variables) => {
    try {
      return { missing: missingFrom(variables), ...reveal(variables) }
    } catch {
      throw invalidInput(name, [{ path: "", message: "cannot be read" }])
    }
  }

  const send = async (client: OpenRouterCore, hookOptions: RequestOptions | undefined, variables: Variables) => {
    const { missing, options, request } = readVariables(variables)
    if (missing.length > 0) throw incomplete(name, missing)
    return concealData(await unwrapAsync(standalone(client, request, merge(hookOptions, options))))
  }

  const build = (client: OpenRouterCore, hookOptions?: RequestOptions): BuiltMutation<Data, Err, Variables> => {
    const networkMode = networkModeOf(accountOf(client), hookOptions)
    return {
      ...defaults,
      mutationKey: key(),
      mutationFn: (variables: Variables) => send(client, hookOptions, variables),
      onMutate: (variables: Variables, context?: Partial<MutationFunctionContext>) =>
        concealIn(context?.client, variables),
      retry: false,
      ...networkMode && { networkMode }
    }
  }

  const use = <Context = unknown>(options?: MutationHookOptions<Data, Err, Variables, Context>) => {
    const queryClient = useQueryClient()
    // Its `onMutate` has no result: without an `onMutate` of the caller, there is no `Context`.
    const built = build(useOpenRouterContext(), options) as UseMutationOptions<Data, Err, Variables, Context>
    const { networkMode } = { ...queryClient.getDefaultOptions().mutations, ...queryClient.getMutationDefaults(key()) }
    return useConcealed(useMutation({
      ...built,
      ...networkMode && { networkMode },
      ...withRevealedData(tanStackOptions(options))
    }))
  }

  return { use, build, key }
}
