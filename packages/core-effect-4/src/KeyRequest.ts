import type * as Protocol from "@openrouter-keys/protocol/KeyRequest"
import type * as Redacted from "effect/Redacted"
export type ListRequest = Protocol.ListRequest
export interface External extends Omit<Protocol.External, "apiKey"> {
  readonly apiKey?: string | Redacted.Redacted<string> | undefined
}
export interface CreateKeysRequest extends Omit<Protocol.CreateKeysRequest, "external"> {
  readonly external?: External | undefined
}
export type Requests<Args extends ReadonlyArray<unknown>> = {
  [Index in keyof Args]: Args[Index] extends Protocol.CreateKeysRequest ? CreateKeysRequest : Args[Index]
}
