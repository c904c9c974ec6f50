/**
 * The operation `create` as a standalone function.
 *
 * @module
 */
import { createOperation, type Operations } from "@openrouter-keys/protocol/Operation"
import { standalone } from "../internal/operations.js"
import type { Standalone } from "../internal/signatures.js"

/**
 * Creates a key. `key` in the value is the secret, returned once: it cannot be retrieved later. Resolves to a result and
 * never rejects.
 */
export const apiKeysCreate: Standalone<Operations["create"]> = standalone(createOperation)
