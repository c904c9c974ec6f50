/**
 * The operation `update` as a standalone function.
 *
 * @module
 */
import { type Operations, updateOperation } from "@openrouter-keys/protocol/Operation"
import { standalone } from "../internal/operations.js"
import type { Standalone } from "../internal/signatures.js"

/**
 * Changes a key's name, limit or state. Fields that `requestBody` leaves out keep their values. Resolves to a result and
 * never rejects.
 */
export const apiKeysUpdate: Standalone<Operations["update"]> = standalone(updateOperation)
