/**
 * The OpenRouter key API on localhost, in this process.
 *
 * @module
 */
import * as HttpServer from "@effect/platform/HttpServer"
import { FakeOpenRouter } from "@openrouter-keys/core/testing/FakeOpenRouter"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { makeApp } from "./internal/app.js"
import { listen } from "./internal/server.js"
import type { ListenError } from "./ListenError.js"

/**
 * A {@link FakeOpenRouter} behind a real HTTP server on 127.0.0.1.
 *
 * **Details**
 *
 * - Every client in every language sees what the fake's own `fetch` shows: the same answers, the same faults. A dropped
 *   connection is a destroyed socket.
 * - The server lives as long as the layer. Closing it cuts every open connection at once, also those of requests that
 *   are still being delayed.
 * - Request bodies above 1 MiB are answered with 413.
 *
 * **Example**
 *
 * ```ts
 * import { Sandbox } from "@openrouter-keys/sandbox"
 * import * as Effect from "effect/Effect"
 *
 * const program = Effect.gen(function*() {
 *   const { managementKey, url } = yield* Sandbox
 *   const headers = { authorization: `Bearer ${managementKey}` }
 *   const response = yield* Effect.promise(() => fetch(`${url}/keys`, { headers }))
 *   return yield* Effect.promise(() => response.json())
 * }).pipe(Effect.provide(Sandbox.layer({ keys: 3 })))
 * ```
 */
export class Sandbox extends Context.Tag("@openrouter-keys/sandbox/Sandbox")<Sandbox, Sandbox.Service>() {
  /** A running sandbox. Fails when it cannot listen on its port. */
  static readonly layer = (options: Sandbox.Options = {}): Layer.Layer<Sandbox, ListenError> =>
    Layer.scoped(Sandbox, make(options))
}

export declare namespace Sandbox {
  /** How a sandbox starts: as its fake, and on which port. */
  export interface Options extends FakeOpenRouter.Options {
    /** Port on 127.0.0.1. Default 0: any that is free. */
    readonly port?: number | undefined
  }

  /** A running sandbox: its address, and its fake to look at and to move. */
  export interface Service extends FakeOpenRouter.Service {
    /** Base URL of the API, as in `http://127.0.0.1:40123/api/v1`: what a client takes as its server URL. */
    readonly url: string
  }
}

const make = (options: Sandbox.Options): Effect.Effect<Sandbox.Service, ListenError, Scope.Scope> =>
  Effect.gen(function*() {
    const fake = yield* FakeOpenRouter.make(options)
    const server = yield* listen(options.port ?? 0)
    yield* server.serve(makeApp(fake))
    return { ...fake, url: `${HttpServer.formatAddress(server.address)}/api/v1` }
  })
