/**
 * The operation `getCurrentKeyMetadata` as a standalone function.
 *
 * @module
 */
import { getCurrentKeyMetadataOperation, type Operations } from "@openrouter-keys/protocol/Operation"
import { standaloneWithoutRequest } from "../internal/operations.js"
import type { Standalone } from "../internal/signatures.js"

/** Describes the API key that the client uses. Resolves to a result and never rejects. */
export const apiKeysGetCurrentKeyMetadata: Standalone<Operations["getCurrentKeyMetadata"]> = standaloneWithoutRequest(
  getCurrentKeyMetadataOperation
)
