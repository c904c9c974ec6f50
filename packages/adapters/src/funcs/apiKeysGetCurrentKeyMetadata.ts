/**
 * The operation `getCurrentKeyMetadata` as a standalone function.
 *
 * @module
 */
import type { Operations } from "@openrouter-keys/protocol/Operation"
import { type Standalone, standalone } from "../internal/operations.js"

/** Describes the key that the request is made with. Resolves to a result, and never rejects. */
export const apiKeysGetCurrentKeyMetadata: Standalone<Operations["getCurrentKeyMetadata"]> = standalone(
  "getCurrentKeyMetadata"
)
