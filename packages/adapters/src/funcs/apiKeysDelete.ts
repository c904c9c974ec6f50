/**
 * The operation `delete` as a standalone function.
 *
 * @module
 */
import { deleteOperation, type Operations } from "@openrouter-keys/protocol/Operation"
import { standalone } from "../internal/operations.js"
import type { Standalone } from "../internal/signatures.js"

/** Deletes a key. This cannot be undone. Resolves to a result and never rejects. */
export const apiKeysDelete: Standalone<Operations["delete"]> = standalone(deleteOperation)
