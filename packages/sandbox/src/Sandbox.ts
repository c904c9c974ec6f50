/**
 * The OpenRouter key API on localhost, in this process.
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
 * - Every client in every language sees what the fake's own `fetch` shows: the same responses, the same faults. A dropped
 *   connection is a destroyed socket.
 * - Nothing that a client sends ends the process. Websockets and `CONNECT` are refused.
 * - The server lives as long as the layer. Closing it cuts every open connection at once, also those of requests that
 *   are still being delayed.
 * - Request bodies above 1 MiB are answered with 413. A request that is not complete within 30 seconds is ended.
 * - Pages on this machine (`localhost`, 127.0.0.0/8, `[::1]`, any port) may use it: it sends CORS headers for them, and
 *   for no other origin.
 * - With `stateFile`, a change is on the disk before it is confirmed: it survives if the process is killed. A change that
 *   cannot be saved is undone and gets 500.
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
    /** Port. Default 0: any that is free. */
    readonly port?: number | undefined
    /**
     * Address or name to listen on. Default `127.0.0.1`: reachable from this machine only. `0.0.0.0` opens the sandbox to
     * other machines, as a container needs it; a warning on stderr says so.
     */
    readonly host?: string | undefined
    /**
     * A file to load the keys from, and to save them to. It holds no secret. If it exists and is not empty, `keys` and
     * `state` are ignored; without `managementKey` or `seed`, each start has a new management key. One sandbox at a time
     * can use a file: a second one fails with a {@link StateError}. Default: all is in memory.
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

/** A fake that starts from the file, if it is there, and confirms a change once it is in the file. */
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
      // The file comes last: it never has a change that was refused.
      onChange: (state) => Effect.zipRight(onChange(state), save(state))
    })
    // A file that cannot be written is better known now than after the first change.
    yield* Effect.flatMap(fake.state, file.save)
    return fake
  })

const exposed = (host: string, port: number): string =>
  `Warning: listening on ${host}, port ${port}: other machines can reach this sandbox, and manage its keys with its ` +
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
    if (!Server.isLocal(server)) yield* Console.error(exposed(host, Number(new URL(origin).port)))
    return { ...fake, url: `${origin}/api/v1`, controlUrl: `${origin}${controlPath}` }
  })
