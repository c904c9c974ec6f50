/**
 * The operation `update` as a standalone function.
 *
 * @module
 */
import type { Operations } from "@openrouter-keys/protocol/Operation"
import { type Standalone, standalone } from "../internal/operations.js"

/** Changes a key's name, limit or state; what `requestBody` leaves out stays as it is. Resolves to a result, and never rejects. */
export const apiKeysUpdate: Standalone<Operations["update"]> = standalone("update")
