/**
 * The operation `list` as a standalone function.
 *
 * @module
 */
import { listOperation, type Operations } from "@openrouter-keys/protocol/Operation"
import { standalone } from "../internal/operations.js"
import type { Standalone } from "../internal/signatures.js"

/** Lists one page of keys: up to 100, the most recent first. Resolves to a result and never rejects. */
export const apiKeysList: Standalone<Operations["list"]> = standalone(listOperation)
