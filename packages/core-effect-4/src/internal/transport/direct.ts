import type * as HttpClient from "effect/http/HttpClient"
import type { Transport } from "./transport.js"

const known = new WeakMap<HttpClient.HttpClient, Transport>()

/** Clients that only call fetch or dispatch on undici. The operations do so directly instead. */
export const directTransport = {
  /** Registers the transport of a client. */
  register: (client: HttpClient.HttpClient, transport: Transport): HttpClient.HttpClient => {
    known.set(client, transport)
    return client
  },
  /** The transport of a client; `undefined` for other clients. */
  find: (client: HttpClient.HttpClient): Transport | undefined => known.get(client)
}
