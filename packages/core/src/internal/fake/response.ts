/**
 * A reply as the web knows it: a `Response`, or an error where there is none.
 */
import type { Reply } from "./model.js"

/** What Node's sockets say of a lost connection. */
export const connectionReset = (): Error => Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })

/** A body that brings `text` and then breaks. */
const brokenBody = (text: string): ReadableStream<Uint8Array> => {
  let sent = false
  return new ReadableStream({
    pull: (controller) => {
      if (sent) return controller.error(new TypeError("terminated", { cause: connectionReset() }))
      sent = true
      controller.enqueue(new TextEncoder().encode(text))
    }
  })
}

/** Statuses that a `Response` refuses a body for. */
const hasBody = (status: number): boolean => status !== 204 && status !== 205 && status !== 304

export const toResponse = (reply: Reply.Answer | Reply.Cut): Response =>
  new Response(
    !hasBody(reply.status) ? null : reply._tag === "Cut" ? brokenBody(reply.body) : reply.body,
    { status: reply.status, headers: reply.headers }
  )
