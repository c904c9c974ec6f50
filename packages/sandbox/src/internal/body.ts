/**
 * Reads request bodies up to a maximum size.
 */
import * as Effect from "effect/Effect"
import type * as Http from "node:http"

/** Far more than any request of this API needs. */
const maxBodyBytes = 1024 * 1024

/**
 * The whole body, or `undefined` if it is too large.
 *
 * Reads and discards the rest of a body that is too large, so that the client receives 413. Platform's readers would
 * destroy the connection.
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
