/**
 * The operation `delete` as a standalone function.
 *
 * @module
 */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { type Standalone, standalone } from "../internal/operations.js"

/** Deletes a key, for good. Resolves to a result, and never rejects. */
export const apiKeysDelete: Standalone<ApiKeys.Service["delete"]> = standalone("delete")
