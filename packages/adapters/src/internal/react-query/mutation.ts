/** All that TanStack Query offers for changing, made of one standalone function. */
import { invalidInput } from "@openrouter-keys/protocol/Failure"
import type { Operations, Returns } from "@openrouter-keys/protocol/Operation"
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
import type { Standalone } from "../operations.js"
import { conceal, concealData, missingFrom, reveal } from "./conceal.js"
import { useOpenRouterContext } from "./context.js"
import { networkModeOf } from "./network.js"
import { merge, type MutationHookOptions, ownOptions } from "./options.js"
import { prefix } from "./scope.js"
import { useConcealed, withRevealedData } from "./useConcealed.js"

/** What a mutation is called with. */
export interface MutationVariables<Request> {
  readonly request: Request
  /** Options of this one request, above those of the hook. */
  readonly options?: RequestOptions | undefined
}

/** A mutation as TanStack Query's `useMutation` takes it. */
export type BuiltMutation<Data, Err, Variables> =
  & Omit<UseMutationOptions<Data, Err, Variables>, "mutationKey" | "mutationFn">
  & { readonly mutationKey: MutationKey; readonly mutationFn: (variables: Variables) => Promise<Data> }

/** What comes of an operation with this request, data and errors. */
export interface MutationOf<Variables, Data, Err> {
  readonly use: <Context = unknown>(
    options?: MutationHookOptions<Data, Err, Variables, Context>
  ) => UseMutationResult<Data, Err, Variables, Context>
  readonly build: (client: OpenRouterCore, options?: RequestOptions) => BuiltMutation<Data, Err, Variables>
  readonly key: () => MutationKey
}

/** {@link MutationOf} a method of the service. */
export type Mutation<F> = F extends (request: infer Request) => Returns<infer A, infer E>
  ? MutationOf<MutationVariables<Request>, A, E | RequestAborted>
  : never

/** The operations that change something. */
type Changing = "create" | "update" | "delete"

type Call = (client: OpenRouterCore, request: unknown, options: RequestOptions) => Promise<Result<unknown>>

type Variables = MutationVariables<unknown>

/** What is left of variables that were stored is not sent: it would make another change than the one that was asked for. */
const incomplete = (name: Changing, missing: ReadonlyArray<string>) =>
  invalidInput(
    name,
    missing.map((path) => ({ path, message: "is a secret, and was not stored with the rest: call again" }))
  )

/** Has the cache forget the secrets in variables that came past the hook. */
const concealIn = (queryClient: QueryClient | undefined, variables: unknown): void => {
  for (const mutation of queryClient?.getMutationCache().getAll() ?? []) {
    if (mutation.state.variables === variables) {
      mutation.state = { ...mutation.state, variables: conceal(variables) }
    }
  }
}

/** The mutation hook of an operation, and what stands beside it. */
export const mutation = <Name extends Changing>(
  name: Name,
  standalone: Standalone<Operations[Name]>,
  defaults: { readonly gcTime?: number } = {}
): Mutation<Operations[Name]> => {
  const key = () => [prefix, "apiKeys", name]

  /** The variables as they were given. Those that cannot be read are no request. */
  const readable = (variables: Variables) => {
    try {
      return { missing: missingFrom(variables), ...reveal(variables) }
    } catch {
      throw invalidInput(name, [{ path: "", message: "cannot be read" }])
    }
  }

  const send = async (client: OpenRouterCore, hookOptions: RequestOptions | undefined, variables: Variables) => {
    const { missing, options, request } = readable(variables)
    if (missing.length > 0) throw incomplete(name, missing)
    return concealData(await unwrapAsync((standalone as Call)(client, request, merge(hookOptions, options))))
  }

  const build = (client: OpenRouterCore, hookOptions?: RequestOptions) => {
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

  const use = (options?: MutationHookOptions<unknown, Error, Variables>) => {
    const queryClient = useQueryClient()
    const built = build(useOpenRouterContext(), options)
    const { networkMode } = { ...queryClient.getDefaultOptions().mutations, ...queryClient.getMutationDefaults(key()) }
    return useConcealed(useMutation({
      ...built,
      ...networkMode && { networkMode },
      ...withRevealedData(ownOptions(options))
    }))
  }

  return { use, build, key } as never
}
