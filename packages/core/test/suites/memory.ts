/** A fetch function that returns the documented responses from memory, and records the requests. */
import { nameOf, samples } from "./samples.js"
import type { Fetch } from "./testClient.js"

/** The function and its requests. */
export interface Memory {
  readonly fetch: Fetch
  readonly requests: ReadonlyArray<{ readonly url: URL; readonly init: RequestInit; readonly body: unknown }>
}

type Reply = (index: number) => Response | undefined

/** Returns the documented responses, or that of `reply` if it returns one. */
export const memory = (reply: Reply = () => undefined): Memory => {
  const requests: Array<Memory["requests"][number]> = []
  return {
    requests,
    fetch: (input, init = {}) => {
      const url = new URL(input instanceof Request ? input.url : input)
      const { body } = init
      const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : body
      const index = requests.push({ url, init, body: typeof text === "string" ? JSON.parse(text) : undefined }) - 1
      const [status, documented] = samples[nameOf({ method: init.method ?? "GET", path: url.pathname })].success
      return Promise.resolve(reply(index) ?? new Response(documented, { status }))
    }
  }
}
