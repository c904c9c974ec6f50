/**
 * The operation `get` as a standalone function.
 *
 * @module
 */
import { getOperation, type Operations } from "@openrouter-keys/protocol/Operation"
import { standalone } from "../internal/operations.js"
import type { Standalone } from "../internal/signatures.js"

/** Reads one key by its hash. Resolves to a result and never rejects. */
export const apiKeysGet: Standalone<Operations["get"]> = standalone(getOperation)
