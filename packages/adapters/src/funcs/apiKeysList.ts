/**
 * The operation `list` as a standalone function.
 *
 * @module
 */
import type { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { type Standalone, standalone } from "../internal/operations.js"

/** Lists one page of keys: up to 100, the most recent first. Resolves to a result, and never rejects. */
export const apiKeysList: Standalone<ApiKeys.Service["list"]> = standalone("list")
