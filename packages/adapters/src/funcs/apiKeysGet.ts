/**
 * The operation `get` as a standalone function.
 *
 * @module
 */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { type Standalone, standalone } from "../internal/operations.js"

/** Reads one key by its hash. Resolves to a result, and never rejects. */
export const apiKeysGet: Standalone<ApiKeys.Service["get"]> = standalone("get")
