/**
 * The operation `update` for React, on TanStack Query.
 *
 * @module
 */
import type { Operations } from "@openrouter-keys/protocol/Operation"
import { apiKeysUpdate } from "../funcs/apiKeysUpdate.js"
import { type Mutation, mutation } from "../internal/react-query/mutation.js"
import type { DataOf, ErrorOf, VariablesOf } from "../internal/react-query/types.js"

// Declarations of libraries name these types, from wherever they are exported.
export type { MutationHookOptions } from "../internal/react-query/hookOptions.js"
export type { BuiltMutation, MutationVariables } from "../internal/react-query/mutation.js"

type Update = Mutation<Operations["update"]>

const update: Update = mutation("update", apiKeysUpdate)

/** The variables of `mutate`. */
export type ApiKeysUpdateMutationVariables = VariablesOf<typeof apiKeysUpdate>
/** The data of the mutation. */
export type ApiKeysUpdateMutationData = DataOf<typeof apiKeysUpdate>
/** The errors of the mutation. `_tag` is the name of the class; `outcome` says whether the change happened. */
export type ApiKeysUpdateMutationError = ErrorOf<typeof apiKeysUpdate>
/** Changes a key's name, limit or state. Fields that `requestBody` leaves out keep their values. */
export const useApiKeysUpdateMutation: Update["use"] = update.use
/** The mutation for `useMutation` and the like. */
export const buildApiKeysUpdateMutation: Update["build"] = update.build
/** The key of the mutation, for `useIsMutating` and the like. */
export const mutationKeyApiKeysUpdate: Update["key"] = update.key
