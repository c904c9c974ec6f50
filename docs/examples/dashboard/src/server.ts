/**
 * The server that holds the management key, on 127.0.0.1.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as HttpServer from "@effect/platform/HttpServer"
import type * as HttpServerError from "@effect/platform/HttpServerError"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import * as Http from "node:http"
import { type Config, makeApp } from "./app.js"
import { findAssets } from "./assets.js"
import { makeOutbox, type OutboxOptions } from "./outbox.js"
import { makeForward, type UpstreamOptions } from "./upstream.js"

/** What is served, and for which service. */
export interface ServerOptions extends Omit<UpstreamOptions, "isProxied"> {
  readonly mode: Config["mode"]
  /** Directory of the built page. */
  readonly directory: string
  /** Port on 127.0.0.1, 0 for any that is free. */
  readonly port: number
  /** What clients that do not read may cost. */
  readonly outbox?: OutboxOptions | undefined
}

const notListening = (port: number, { cause }: HttpServerError.ServeError): Error => {
  const code = Predicate.hasProperty(cause, "code") ? String(cause.code) : "unknown reason"
  return new Error(`Cannot listen on port ${port}: ${code === "EADDRINUSE" ? "it is already in use" : code}.`)
}

const listen = (port: number): Effect.Effect<HttpServer.HttpServer, Error, Scope.Scope> =>
  Effect.gen(function*() {
    // Who sends slowly must not keep connections forever.
    const server = Http.createServer({ headersTimeout: 10_000, requestTimeout: 30_000 })
    const httpServer = yield* Effect.mapError(
      NodeHttpServer.make(() => server, { port, host: "127.0.0.1" }),
      (error) => notListening(port, error)
    )
    // Added last and so run first: platform's own finalizer would wait for the page to let go of its connections.
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        server.close()
        server.closeAllConnections()
      })
    )
    return httpServer
  })

/** Serves until the scope is closed; gives the page's address. */
export const serve = (
  { directory, mode, outbox, port, ...upstream }: ServerOptions
): Effect.Effect<string, Error, Scope.Scope> =>
  Effect.gen(function*() {
    const assets = yield* findAssets(directory)
    // A sandbox is on this machine, where no proxy could reach it.
    const forward = yield* makeForward({ ...upstream, isProxied: mode === "live" })
    const httpServer = yield* listen(port)
    if (httpServer.address._tag !== "TcpAddress") return yield* Effect.dieMessage("The server has no port")
    const config: Config = { mode, server: new URL(upstream.serverURL).origin }
    yield* httpServer.serve(
      makeApp({ port: httpServer.address.port, assets, config, forward, outbox: makeOutbox(outbox) })
    )
    return `${HttpServer.formatAddress(httpServer.address)}/`
  }).pipe(Effect.provide(NodeHttpServer.layerContext))
