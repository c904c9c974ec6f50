import type * as Protocol from "@openrouter-keys/protocol/ApiKey"
export type { LimitReset } from "@openrouter-keys/protocol/ApiKey"
export type ApiKey = Protocol.ApiKey
export type CurrentKey = Protocol.CurrentKey
