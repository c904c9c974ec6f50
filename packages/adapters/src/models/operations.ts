/**
 * What the operations take and answer, under the names of the reference client.
 *
 * @module
 */
import type { ApiKey } from "@openrouter-keys/core/ApiKey"

export type {
  ApiKey,
  ApiKey as CreateKeysData,
  ApiKey as GetKeyData,
  ApiKey as ListData,
  ApiKey as UpdateKeysData,
  CurrentKey,
  CurrentKey as GetCurrentKeyData,
  FreeModelDailyRequests,
  LimitReset,
  LimitReset as CreateKeysLimitReset,
  LimitReset as UpdateKeysLimitReset,
  RateLimit
} from "@openrouter-keys/core/ApiKey"
export type {
  CreateKeysRequest,
  CreateKeysRequest as CreateKeysRequestBody,
  DeleteKeysRequest,
  External,
  GetKeyRequest,
  KeyChanges,
  KeyChanges as UpdateKeysRequestBody,
  ListRequest,
  UpdateKeysRequest
} from "@openrouter-keys/core/KeyRequest"
export type {
  DeleteKeysResponse,
  GetCurrentKeyResponse,
  GetKeyResponse,
  ListResponse,
  UpdateKeysResponse
} from "@openrouter-keys/core/KeyResponse"

/** A key that was just created. */
export interface CreateKeysResponse {
  /** What the API tells of the key. */
  readonly data: ApiKey
  /** The secret itself: shown this once, and never to be had again. Keep it out of logs. */
  readonly key: string
}
