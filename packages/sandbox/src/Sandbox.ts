/**
 * Serves the OpenRouter key API on localhost, in this process.
 *
 * @module
 */
import { FakeOpenRouter } from "@openrouter-keys/core/testing/FakeOpenRouter"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { makeApp } from "./internal/app.js"
import { controlPath } from "./internal/control.js"
import * as StateFile from "./internal/stateFile.js"
import type { ListenError } from "./ListenError.js"
import * as Server from "./Server.js"
import type { StateError } from "./StateError.js"

/**
 * A {@link FakeOpenRouter} behind a real HTTP server on 127.0.0.1.
 *
 * **Details**
 *
 * - Clients in every language get the same responses and faults as through the fake's `fetch`. A dropped connection is a
 *   destroyed socket.
 * - No request can end the process. Websockets and `CONNECT` are rejected.
 * - The server runs as long as the layer. Closing the layer cuts every open connection at once, delayed requests
 *   included.
 * - Request bodies above 1 MiB get 413. A request that is not complete within 30 seconds gets 408.
 * - Pages on this machine (`localhost`, 127.0.0.0/8, `[::1]`, any port) can use it: it sends CORS headers to them, and to
 *   no other origin.
 * - With `stateFile`, a change is on disk before it is confirmed, so it survives a kill. A change that cannot be saved is
 *   undone and gets 500.
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
  /** Runs a sandbox. Fails if it cannot listen on its port, or cannot load or save its state. */
  static readonly layer = (options: Sandbox.Options = {}): Layer.Layer<Sandbox, ListenError | StateError> =>
    Layer.scoped(Sandbox, make(options))
}

export declare namespace Sandbox {
  /** Options of a sandbox: those of its fake, where it listens, and where it stores its state. */
  export interface Options extends FakeOpenRouter.Options {
    /** Port. Default 0: any that is free. */
    readonly port?: number | undefined
    /**
     * Address or name to listen on. Default `127.0.0.1`: reachable from this machine only. `0.0.0.0` opens the sandbox to
     * other machines, which containers need, and prints a warning on stderr.
     */
    readonly host?: string | undefined
    /**
     * A file to load the keys from and to save them to. It contains no secret. If it exists and is not empty, `keys` and
     * `state` are ignored; without `managementKey` or `seed`, each start has a new management key. Only one sandbox at a
     * time can use a file: a second one fails with a {@link StateError}. Default: none; the keys are in memory.
     */
    readonly stateFile?: string | undefined
  }

  /** A running sandbox: its URLs and the members of its fake. */
  export interface Service extends FakeOpenRouter.Service {
    /** Base URL of the API, as in `http://127.0.0.1:40123/api/v1`: the server URL of clients. */
    readonly url: string
    /** Base URL of the sandbox's own endpoints, as in `http://127.0.0.1:40123/__sandbox`. */
    readonly controlUrl: string
  }
}

/** A fake that starts with the state in the file, and confirms a change once it is saved. */
const withStateFile = (
  { onChange = () => Effect.void, stateFile, ...options }: Sandbox.Options & { readonly stateFile: string }
): Effect.Effect<FakeOpenRouter.Service, StateError, Scope.Scope> =>
  Effect.gen(function*() {
    const file = yield* StateFile.open(stateFile)
    const save = (state: FakeOpenRouter.State) =>
      Effect.tapError(file.save(state), ({ message }) => Console.error(message))
    const fake = yield* FakeOpenRouter.make({
      ...options,
      state: file.state ?? options.state,
      // Saves last, so that the file never contains a change that was rejected.
      onChange: (state) => Effect.zipRight(onChange(state), save(state))
    })
    // Fails at the start, not at the first change, if the file cannot be written.
    yield* Effect.flatMap(fake.state, file.save)
    return fake
  })

const exposedWarning = (host: string, port: number): string =>
  `Warning: listening on ${host}, port ${port}. Other machines can reach this sandbox, and manage its keys with the ` +
  "management key."

const make = (options: Sandbox.Options): Effect.Effect<Sandbox.Service, ListenError | StateError, Scope.Scope> =>
  Effect.gen(function*() {
    const { host = "127.0.0.1", port = 0, stateFile } = options
    const fake = yield* stateFile === undefined
      ? FakeOpenRouter.make(options)
      : withStateFile({ ...options, stateFile })
    const server = yield* Server.listen({ port, host })
    yield* server.serve(makeApp(fake))
    const origin = Server.origin(server)
    if (!Server.isLocal(server)) yield* Console.error(exposedWarning(host, Number(new URL(origin).port)))
    return { ...fake, url: `${origin}/api/v1`, controlUrl: `${origin}${controlPath}` }
  })
