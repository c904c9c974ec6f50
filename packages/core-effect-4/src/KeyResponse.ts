import type * as Protocol from "@openrouter-keys/protocol/KeyResponse"
import type * as Redacted from "effect/Redacted"
export type ListResponse = Protocol.ListResponse
export interface CreateKeysResponse extends Omit<Protocol.CreateKeysResponse, "key"> {
  readonly key: Redacted.Redacted<string>
}
export type Responses<Response> = Response extends Protocol.CreateKeysResponse ? CreateKeysResponse : Response
