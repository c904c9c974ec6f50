/**
 * A response as the web knows it: a `Response`, or an error where there is none.
 */
import type { FakeResponse } from "./types.js"
import { encodeUtf8 } from "./utf8.js"

/** What Node's sockets say of a lost connection. */
export const connectionReset = (): Error => Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })

const terminated = (): TypeError => new TypeError("terminated", { cause: connectionReset() })

/** A body that yields `text` and then breaks. */
const brokenBody = (text: string): ReadableStream<Uint8Array> => {
  let sent = false
  return new ReadableStream({
    pull: (controller) => {
      if (sent) return controller.error(terminated())
      sent = true
      controller.enqueue(encodeUtf8(text))
    }
  })
}

/** Statuses that a `Response` refuses a body for. */
const hasBody = (status: number): boolean => status !== 204 && status !== 205 && status !== 304

/** A response whose body cannot be read, where there are no streams to say how far it came. */
const unreadable = (response: Response): Response => {
  const fail = { value: () => Promise.reject(terminated()) }
  return Object.defineProperties(response, { text: fail, json: fail, arrayBuffer: fail, blob: fail })
}

/** A response as the web has it. A cut one has a body that fails half way. */
export const toWebResponse = (response: FakeResponse.Complete | FakeResponse.Cut): Response => {
  const { body, headers, status } = response
  const init = { status, headers }
  if (!hasBody(status)) return new Response(null, init)
  if (response._tag === "Complete") return new Response(body, init)
  return typeof ReadableStream === "undefined"
    ? unreadable(new Response(body, init))
    : new Response(brokenBody(body), init)
}
