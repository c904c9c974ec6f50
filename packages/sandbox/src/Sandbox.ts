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
import { controlPath } from "./internal/control.js"
import { listen } from "./internal/server.js"
import * as StateFile from "./internal/stateFile.js"
import type { ListenError } from "./ListenError.js"
import type { StateError } from "./StateError.js"

/**
 * A {@link FakeOpenRouter} behind a real HTTP server on 127.0.0.1.
 *
 * **Details**
 *
 * - Every client in every language sees what the fake's own `fetch` shows: the same answers, the same faults. A dropped
 *   connection is a destroyed socket.
 * - The server lives as long as the layer. Closing it cuts every open connection at once, also those of requests that
 *   are still being delayed.
 * - Request bodies above 1 MiB are answered with 413. A request that is not complete within 30 seconds is ended.
 * - With `stateFile`, a change is in the file before it is answered: it survives whatever happens to the process.
 *
 * **Example**
 *
 * ```ts
 * import { Sandbox } from "@openrouter-keys/sandbox"
 * import * as Effect from "effect/Effect"
 *
 * export const main = Effect.gen(function*() {
 *   const { managementKey, url } = yield* Sandbox
 *   const headers = { authorization: `Bearer ${managementKey}` }
 *   const response = yield* Effect.promise(() => fetch(`${url}/keys`, { headers }))
 *   return yield* Effect.promise(() => response.json())
 * }).pipe(Effect.provide(Sandbox.layer({ keys: 3 })))
 * ```
 */
export class Sandbox extends Context.Tag("@openrouter-keys/sandbox/Sandbox")<Sandbox, Sandbox.Service>() {
  /** A running sandbox. Fails when it cannot listen on its port, or cannot load or save its state. */
  static readonly layer = (options: Sandbox.Options = {}): Layer.Layer<Sandbox, ListenError | StateError> =>
    Layer.scoped(Sandbox, make(options))
}

export declare namespace Sandbox {
  /** How a sandbox starts: as its fake, and on which port. */
  export interface Options extends FakeOpenRouter.Options {
    /** Port on 127.0.0.1. Default 0: any that is free. */
    readonly port?: number | undefined
    /**
     * A file to load the keys from, and to save them to. It holds no secret. Where it is there, `keys` and `state` are not
     * looked at; without `managementKey` or `seed`, each start has a management key of its own. Default: all is in memory.
     */
    readonly stateFile?: string | undefined
  }

  /** A running sandbox: its address, and its fake to look at and to move. */
  export interface Service extends FakeOpenRouter.Service {
    /** Base URL of the API, as in `http://127.0.0.1:40123/api/v1`: what a client takes as its server URL. */
    readonly url: string
    /** Base URL of the sandbox's own endpoints, as in `http://127.0.0.1:40123/__sandbox`. */
    readonly controlUrl: string
  }
}

/** A fake that starts from the file, if it is there, and keeps it up to date. */
const kept = (
  { stateFile, ...options }: Sandbox.Options & { readonly stateFile: string }
): Effect.Effect<FakeOpenRouter.Service, StateError> =>
  Effect.gen(function*() {
    const loaded = yield* StateFile.load(stateFile)
    const save = StateFile.makeSaver(stateFile)
    const { onChange = () => Effect.void } = options
    const fake = yield* FakeOpenRouter.make({
      ...options,
      state: loaded ?? options.state,
      onChange: (state) => Effect.zipRight(Effect.orDie(save(state)), onChange(state))
    })
    // A file that cannot be written is better known now than after the first change.
    yield* Effect.flatMap(fake.state, save)
    return fake
  })

const make = (options: Sandbox.Options): Effect.Effect<Sandbox.Service, ListenError | StateError, Scope.Scope> =>
  Effect.gen(function*() {
    const { port = 0, stateFile } = options
    const fake = yield* stateFile === undefined ? FakeOpenRouter.make(options) : kept({ ...options, stateFile })
    const server = yield* listen(port)
    yield* server.serve(makeApp(fake))
    const origin = HttpServer.formatAddress(server.address)
    return { ...fake, url: `${origin}/api/v1`, controlUrl: `${origin}${controlPath}` }
  })
