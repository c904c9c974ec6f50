/**
 * The operation `update` as a standalone function.
 *
 * @module
 */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { type Standalone, standalone } from "../internal/operations.js"

/** Changes a key's name, limit or state; what `requestBody` leaves out stays as it is. Resolves to a result, and never rejects. */
export const apiKeysUpdate: Standalone<ApiKeys.Service["update"]> = standalone("update")
