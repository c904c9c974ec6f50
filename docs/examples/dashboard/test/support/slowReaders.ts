/** Clients that do not read what they asked for. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Net from "node:net"
import { assert } from "vitest"
import { mebibyte } from "./http.js"

/** Asks for something, as often as said at once, and reads nothing of what comes. */
export const stare = (url: string, path: string, times = 1): Effect.Effect<Net.Socket, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<Net.Socket>((resume) => {
      const { host, hostname, port } = new URL(url)
      const socket = Net.connect(Number(port), hostname, () => {
        socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\n\r\n`.repeat(times))
        resume(Effect.succeed(socket))
      })
      socket.pause().on("error", () => {})
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )

/** Waits for a condition, which may take long on a busy machine. */
export const until = (condition: () => boolean) =>
  Effect.repeat(Effect.sleep(20), { until: condition, times: 6_000 }).pipe(
    Effect.tap(() => assert.isTrue(condition()))
  )

/** Reads what has come meanwhile and what comes, until the connection ends or nothing more is expected. */
export const read = (socket: Net.Socket, expected: number): Effect.Effect<number> =>
  Effect.async((resume) => {
    let length = 0
    const end = () => resume(Effect.succeed(length))
    socket.on("close", end).on("data", (data) => {
      length += data.length
      if (length >= expected) end()
    }).resume()
  })

// The system takes some megabytes for a client that does not read; this is more than that.
export const times = 12
export const size = 1.9 * mebibyte
