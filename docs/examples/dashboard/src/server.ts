/**
 * The server with the management key, on 127.0.0.1.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Server from "@openrouter-keys/sandbox/Server"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type Config, makeApp } from "./app.js"
import { findAssets } from "./assets.js"
import { makeResponseBuffer, type ResponseBufferOptions } from "./responseBuffer.js"
import { makeForward, type UpstreamOptions } from "./upstream.js"

/** Options of the server. */
export interface ServerOptions extends Omit<UpstreamOptions, "isProxied"> {
  readonly mode: Config["mode"]
  /** Directory of the built page. */
  readonly directory: string
  /** Port on 127.0.0.1, 0 for any that is free. */
  readonly port: number
  /** Limits for clients that do not read. */
  readonly responseBuffer?: ResponseBufferOptions | undefined
}

/** Reachable from this machine only: the server has a key that can spend money. */
const host = "127.0.0.1"

/** Serves until the scope closes. Returns the URL of the page. */
export const serve = (
  { directory, mode, responseBuffer, port, ...upstream }: ServerOptions
): Effect.Effect<string, Error, Scope.Scope> =>
  Effect.gen(function*() {
    const assets = yield* findAssets(directory)
    // A sandbox is on this machine, which a proxy cannot reach.
    const forward = yield* makeForward({ ...upstream, isProxied: mode === "live" })
    const httpServer = yield* Effect.mapError(
      Server.listen({ port, host }),
      ({ reason }) => new Error(`Cannot listen on port ${port}: ${reason}.`)
    )
    if (httpServer.address._tag !== "TcpAddress") return yield* Effect.dieMessage("The server has no port")
    const config: Config = { mode, server: new URL(upstream.serverURL).origin }
    yield* httpServer.serve(
      makeApp({
        port: httpServer.address.port,
        assets,
        config,
        forward,
        responseBuffer: makeResponseBuffer(responseBuffer)
      })
    )
    return `${Server.origin(httpServer)}/`
  }).pipe(Effect.provide(NodeHttpServer.layerContext))
