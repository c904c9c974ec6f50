/**
 * undici's connection pool as an `HttpClient`, for servers on Node: faster than fetch, with a limit on connections.
 * Needs `undici` 7 or later, an optional peer dependency. Not exported from the index, which also runs without undici.
 *
 * The operations dispatch on the pool directly. Other requests use undici's fetch.
 *
 * @example
 * ```ts
 * import { ApiKeys, OpenRouterClient } from "@openrouter-keys/core-effect-4"
 * import * as UndiciClient from "@openrouter-keys/core-effect-4/UndiciClient"
 * import { Effect, Layer } from "effect"
 *
 * const Live = ApiKeys.layer.pipe(
 *   Layer.provide(OpenRouterClient.layerConfig()),
 *   Layer.provide(UndiciClient.layer({ connections: 10 }))
 * )
 *
 * export const main = ApiKeys.list().pipe(Effect.provide(Live))
 * ```
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { Agent, type Dispatcher, fetch } from "undici"
import * as FetchClient from "./FetchClient.js"
import { directTransport } from "./internal/transport/direct.js"
import { undiciTransport } from "./internal/transport/undici.js"

/** undici's fetch on a dispatcher. Its types differ from the global fetch only in features that are not used here. */
const fetchOn = (dispatcher: Dispatcher): FetchClient.Fetch => (input, init) =>
  fetch(input, { ...init, dispatcher } as Parameters<typeof fetch>[1]) as Promise<never>

/**
 * A client over an undici dispatcher, such as an `Agent`, a `ProxyAgent` or a `MockAgent`. The caller closes the
 * dispatcher.
 */
export const make = (dispatcher: Dispatcher): HttpClient.HttpClient =>
  directTransport.register(FetchClient.make(fetchOn(dispatcher)), undiciTransport(dispatcher))

/** A client over a new pool, which is closed with the layer's scope. The options are those of undici's `Agent`. */
export const layer = (options?: Agent.Options): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.acquireRelease(
      Effect.sync(() => new Agent(options)),
      (agent) => Effect.promise(() => agent.destroy())
    ).pipe(Effect.map(make))
  )
