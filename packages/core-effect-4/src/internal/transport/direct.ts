import type * as HttpClient from "effect/http/HttpClient"
import type { Transport } from "./transport.js"

const known = new WeakMap<HttpClient.HttpClient, Transport>()

/** Clients that only call fetch, or dispatch on undici: over those the operations do so themselves. */
export const directTransport = {
  /** Notes how a client sends. */
  register: (client: HttpClient.HttpClient, transport: Transport): HttpClient.HttpClient => {
    known.set(client, transport)
    return client
  },
  /** How a client sends; `undefined` for any other client. */
  find: (client: HttpClient.HttpClient): Transport | undefined => known.get(client)
}
