/**
 * The operation `delete` for React, on TanStack Query.
 *
 * @module
 */
import type { Operations } from "@openrouter-keys/protocol/Operation"
import { apiKeysDelete } from "../funcs/apiKeysDelete.js"
import { type Mutation, mutation } from "../internal/react-query/mutation.js"
import type { DataOf, ErrorOf, VariablesOf } from "../internal/react-query/types.js"

// Declarations of libraries name these types, from wherever they are exported.
export type { MutationHookOptions } from "../internal/react-query/hookOptions.js"
export type { BuiltMutation, MutationVariables } from "../internal/react-query/mutation.js"

type Delete = Mutation<Operations["delete"]>

const delete_: Delete = mutation("delete", apiKeysDelete)

/** The variables of `mutate`. */
export type ApiKeysDeleteMutationVariables = VariablesOf<typeof apiKeysDelete>
/** The data of the mutation. */
export type ApiKeysDeleteMutationData = DataOf<typeof apiKeysDelete>
/** The errors of the mutation. `_tag` is the name of the class; `outcome` says whether the change happened. */
export type ApiKeysDeleteMutationError = ErrorOf<typeof apiKeysDelete>
/** Deletes a key. This cannot be undone. */
export const useApiKeysDeleteMutation: Delete["use"] = delete_.use
/** The mutation for `useMutation` and the like. */
export const buildApiKeysDeleteMutation: Delete["build"] = delete_.build
/** The key of the mutation, for `useIsMutating` and the like. */
export const mutationKeyApiKeysDelete: Delete["key"] = delete_.key
