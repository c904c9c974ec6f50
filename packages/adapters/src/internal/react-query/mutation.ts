/** All that TanStack Query offers for changing, made of one standalone function. */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { type MutationKey, useMutation, type UseMutationOptions, type UseMutationResult } from "@tanstack/react-query"
import type * as Effect from "effect/Effect"
import type { OpenRouterCore } from "../../core.js"
import type { RequestAborted } from "../../models/RequestAborted.js"
import type { RequestOptions } from "../../options.js"
import { type Result, unwrapAsync } from "../../types.js"
import type { Standalone, Value } from "../operations.js"
import { useOpenRouterContext } from "./context.js"
import { merge, type MutationHookOptions } from "./options.js"

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
export type Mutation<F> = F extends (request: infer Request) => Effect.Effect<infer A, infer E>
  ? MutationOf<MutationVariables<Request>, Value<A>, E | RequestAborted>
  : never

/** The operations that change something. */
type Changing = "create" | "update" | "delete"

type Call = (client: OpenRouterCore, request: unknown, options: RequestOptions) => Promise<Result<unknown>>

/** The mutation hook of an operation, and what stands beside it. */
export const mutation = <Name extends Changing>(
  name: Name,
  standalone: Standalone<ApiKeys.Service[Name]>,
  defaults: { readonly gcTime?: number } = {}
): Mutation<ApiKeys.Service[Name]> => {
  const key = () => ["@openrouter-keys/adapters", "apiKeys", name]

  const build = (client: OpenRouterCore, hookOptions?: RequestOptions) => ({
    ...defaults,
    mutationKey: key(),
    mutationFn: ({ options, request }: MutationVariables<unknown>) =>
      unwrapAsync((standalone as Call)(client, request, merge(hookOptions, options))),
    retry: false
  })

  const faces: MutationOf<MutationVariables<unknown>, unknown, Error> = {
    use: (options) => useMutation({ ...build(useOpenRouterContext(), options), ...options }),
    build,
    key
  }
  return faces as never
}
