/**
 * The operation `update` for React, on TanStack Query.
 *
 * @module
 */
import type { Operations } from "@openrouter-keys/protocol/Operation"
import { apiKeysUpdate } from "../funcs/apiKeysUpdate.js"
import { type Mutation, mutation } from "../internal/react-query/mutation.js"
import type { DataOf, ErrorOf, VariablesOf } from "../internal/react-query/types.js"

type Update = Mutation<Operations["update"]>

const update: Update = mutation("update", apiKeysUpdate)

/** What `mutate` is given. */
export type ApiKeysUpdateMutationVariables = VariablesOf<typeof apiKeysUpdate>
/** What the mutation brings. */
export type ApiKeysUpdateMutationData = DataOf<typeof apiKeysUpdate>
/** What it fails with; `_tag` says which, and `outcome` whether the change happened. */
export type ApiKeysUpdateMutationError = ErrorOf<typeof apiKeysUpdate>
/** Changes a key's name, limit or state; what `requestBody` leaves out stays as it is. */
export const useApiKeysUpdateMutation: Update["use"] = update.use
/** The mutation itself, for `useMutation` and the like. */
export const buildApiKeysUpdateMutation: Update["build"] = update.build
/** The mutation's key, for `useIsMutating` and the like. */
export const mutationKeyApiKeysUpdate: Update["key"] = update.key
