/**
 * What the operations answer in ordinary code.
 *
 * @module
 */
import type { ApiKey } from "@openrouter-keys/core/ApiKey"

/** A key that was just created. */
export interface CreateKeysResponse {
  /** What the API tells of the key. */
  readonly data: ApiKey
  /** The secret itself: shown this once, and never to be had again. Keep it out of logs. */
  readonly key: string
}
