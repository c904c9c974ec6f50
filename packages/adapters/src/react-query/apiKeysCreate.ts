/**
 * The operation `create` for React, on TanStack Query.
 *
 * @module
 */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { apiKeysCreate } from "../funcs/apiKeysCreate.js"
import { type Mutation, mutation } from "../internal/react-query/mutation.js"
import type { DataOf, ErrorOf, VariablesOf } from "../internal/react-query/types.js"

type Create = Mutation<ApiKeys.Service["create"]>

// With the last component that shows it, the secret leaves TanStack Query's memory too.
const create: Create = mutation("create", apiKeysCreate, { gcTime: 0 })

/** What `mutate` is given. */
export type ApiKeysCreateMutationVariables = VariablesOf<typeof apiKeysCreate>
/** What the mutation brings. */
export type ApiKeysCreateMutationData = DataOf<typeof apiKeysCreate>
/** What it fails with; `_tag` says which, and `outcome` whether the change happened. */
export type ApiKeysCreateMutationError = ErrorOf<typeof apiKeysCreate>
/** Creates a key. `data.key` is the secret itself: shown this once, in no query, and gone on `reset()`. */
export const useApiKeysCreateMutation: Create["use"] = create.use
/** The mutation itself, for `useMutation` and the like. */
export const buildApiKeysCreateMutation: Create["build"] = create.build
/** The mutation's key, for `useIsMutating` and the like. */
export const mutationKeyApiKeysCreate: Create["key"] = create.key
