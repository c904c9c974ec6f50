/**
 * The operation `getCurrentKeyMetadata` as a standalone function.
 *
 * @module
 */
import type { Operations } from "@openrouter-keys/protocol/Operation"
import { type Standalone, standaloneWithoutRequest } from "../internal/operations.js"

/** Describes the API key that the client uses. Resolves to a result and never rejects. */
export const apiKeysGetCurrentKeyMetadata: Standalone<Operations["getCurrentKeyMetadata"]> = standaloneWithoutRequest(
  "getCurrentKeyMetadata",
  (keys) => keys.getCurrentKeyMetadata()
)
