import type * as HttpClient from "effect/http/HttpClient"
import type { FetchIn } from "./fetch.js"

export type { FetchIn }

const known = new WeakMap<HttpClient.HttpClient, FetchIn>()

/** Platform clients that only call fetch: over those the operations call fetch themselves. */
export const directFetch = {
  /** Notes which function a client calls. */
  register: (client: HttpClient.HttpClient, fetchIn: FetchIn): HttpClient.HttpClient => {
    known.set(client, fetchIn)
    return client
  },
  /** The function that a client calls; `undefined` for any other client. */
  find: (client: HttpClient.HttpClient): FetchIn | undefined => known.get(client)
}
