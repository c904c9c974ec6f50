/**
 * The operation `create` for React, on TanStack Query.
 *
 * @module
 */
import type { Operations } from "@openrouter-keys/protocol/Operation"
import { apiKeysCreate } from "../funcs/apiKeysCreate.js"
import { type Mutation, mutation } from "../internal/react-query/mutation.js"
import type { DataOf, ErrorOf, VariablesOf } from "../internal/react-query/types.js"

type Create = Mutation<Operations["create"]>

// Soon after the last component that shows it, the secret leaves TanStack Query's memory too. Not at once: while a request
// is under way, TanStack Query looks again after this time.
const create: Create = mutation("create", apiKeysCreate, { gcTime: 100 })

/** What `mutate` is given. */
export type ApiKeysCreateMutationVariables = VariablesOf<typeof apiKeysCreate>
/** What the mutation brings. */
export type ApiKeysCreateMutationData = DataOf<typeof apiKeysCreate>
/** What it fails with; `_tag` says which, and `outcome` whether the change happened. */
export type ApiKeysCreateMutationError = ErrorOf<typeof apiKeysCreate>
/**
 * Creates a key. `data.key` is the secret itself, which nobody can ask for again: keep it in the hook's `onSuccess`, which
 * is called also if the component is gone by then. It is in nothing that is persisted, dehydrated or shown by tools, and
 * is forgotten on `reset()`.
 */
export const useApiKeysCreateMutation: Create["use"] = create.use
/** The mutation itself, for `useMutation` and the like. */
export const buildApiKeysCreateMutation: Create["build"] = create.build
/** The mutation's key, for `useIsMutating` and the like. */
export const mutationKeyApiKeysCreate: Create["key"] = create.key
