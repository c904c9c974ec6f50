/**
 * Bodies of requests, up to a size.
 */
import * as Effect from "effect/Effect"
import type * as Http from "node:http"

/** No request of this API comes near it. */
const maxBodyBytes = 1024 * 1024

/**
 * The whole body, or `undefined` when it is too large.
 *
 * Platform's readers destroy the connection in that case; the client should get its 413 instead, so the rest of the
 * body is read and thrown away.
 */
export const readBody = (message: Http.IncomingMessage): Effect.Effect<Uint8Array | undefined> =>
  Effect.async((resume) => {
    const chunks: Array<Uint8Array> = []
    let bytes = 0
    message.on("data", (chunk: Uint8Array) => {
      bytes += chunk.length
      if (bytes <= maxBodyBytes) return void chunks.push(chunk)
      chunks.length = 0
      resume(Effect.succeed(undefined))
    })
    message.once("end", () => resume(Effect.sync(() => Buffer.concat(chunks))))
    message.once("error", () => resume(Effect.interrupt))
  })
