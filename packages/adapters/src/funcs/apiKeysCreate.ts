/**
 * The operation `create` as a standalone function.
 *
 * @module
 */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { type Standalone, standalone } from "../internal/operations.js"

/** Creates a key. `key` in the value is the secret itself: shown this once, and never to be had again. Resolves to a result, and never rejects. */
export const apiKeysCreate: Standalone<ApiKeys.Service["create"]> = standalone("create")
