/**
 * A key as the API describes it: plain, JSON-safe data. Amounts are USD, timestamps the ISO-8601 strings the API sent.
 *
 * @module
 */
export type {
  ApiKey,
  CurrentKey,
  FreeModelDailyRequests,
  LimitReset,
  RateLimit
} from "@openrouter-keys/protocol/ApiKey"
