/**
 * The operation `getCurrentKeyMetadata` as a standalone function.
 *
 * @module
 */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { type Standalone, standalone } from "../internal/operations.js"

/** Describes the key that the request is made with. Resolves to a result, and never rejects. */
export const apiKeysGetCurrentKeyMetadata: Standalone<ApiKeys.Service["getCurrentKeyMetadata"]> = standalone(
  "getCurrentKeyMetadata"
)
