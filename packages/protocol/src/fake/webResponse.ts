/**
 * Converts a response of the fake to a `Response` or an error.
 */
import type { FakeResponse } from "./types.js"
import { encodeUtf8 } from "./utf8.js"

/** The error of Node's sockets for a lost connection. */
export const connectionReset = (): Error => Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })

const terminated = (): TypeError => new TypeError("terminated", { cause: connectionReset() })

/** A body that yields `text` and then fails. */
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

/** A `Response` with one of these statuses cannot have a body. */
const hasBody = (status: number): boolean => status !== 204 && status !== 205 && status !== 304

/** A response with a body that cannot be read, for platforms without streams. */
const unreadable = (response: Response): Response => {
  const fail = { value: () => Promise.reject(terminated()) }
  return Object.defineProperties(response, { text: fail, json: fail, arrayBuffer: fail, blob: fail })
}

/** Converts a response to a `Response`. A truncated body fails half way. */
export const toWebResponse = (response: FakeResponse.Complete | FakeResponse.Cut): Response => {
  const { body, headers, status } = response
  const init = { status, headers }
  if (!hasBody(status)) return new Response(null, init)
  if (response._tag === "Complete") return new Response(body, init)
  return typeof ReadableStream === "undefined"
    ? unreadable(new Response(body, init))
    : new Response(brokenBody(body), init)
}
