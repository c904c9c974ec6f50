/**
 * The operation `create` for React, on TanStack Query.
 *
 * @module
 */
import type { Operations } from "@openrouter-keys/protocol/Operation"
import { apiKeysCreate } from "../funcs/apiKeysCreate.js"
import { type Mutation, mutation } from "../internal/react-query/mutation.js"
import type { DataOf, ErrorOf, VariablesOf } from "../internal/react-query/types.js"

// Declarations of libraries name these types, from wherever they are exported.
export type { MutationHookOptions } from "../internal/react-query/hookOptions.js"
export type { BuiltMutation, MutationVariables } from "../internal/react-query/mutation.js"

type Create = Mutation<Operations["create"]>

// TanStack Query drops the secret this many milliseconds after the last component that uses it unmounts. It cannot be 0:
// while a request is under way, TanStack Query checks again after this time.
const create: Create = mutation("create", apiKeysCreate, { gcTime: 100 })

/** The variables of `mutate`. */
export type ApiKeysCreateMutationVariables = VariablesOf<typeof apiKeysCreate>
/** The data of the mutation. */
export type ApiKeysCreateMutationData = DataOf<typeof apiKeysCreate>
/** The errors of the mutation. `_tag` is the name of the class; `outcome` says whether the change happened. */
export type ApiKeysCreateMutationError = ErrorOf<typeof apiKeysCreate>
/**
 * Creates a key. `data.key` is the secret, which cannot be retrieved later: store it in the hook's `onSuccess`, which is
 * called even if the component has unmounted. The secret is not persisted, dehydrated or shown by developer tools, and
 * `reset()` removes it.
 */
export const useApiKeysCreateMutation: Create["use"] = create.use
/** The mutation for `useMutation` and the like. */
export const buildApiKeysCreateMutation: Create["build"] = create.build
/** The key of the mutation, for `useIsMutating` and the like. */
export const mutationKeyApiKeysCreate: Create["key"] = create.key
