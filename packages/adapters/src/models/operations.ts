/**
 * Requests and responses of the operations, under the names of the reference client.
 *
 * @module
 */
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
} from "@openrouter-keys/protocol/ApiKey"
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
} from "@openrouter-keys/protocol/KeyRequest"
export type {
  CreateKeysResponse,
  DeleteKeysResponse,
  GetCurrentKeyResponse,
  GetKeyResponse,
  ListResponse,
  UndecodableKey,
  UpdateKeysResponse
} from "@openrouter-keys/protocol/KeyResponse"
