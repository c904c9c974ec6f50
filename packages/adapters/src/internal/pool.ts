/** undici's connection pool as what carries a client's requests. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Agent } from "@effect/platform-node/Undici"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { OpenRouterOptions, PoolOptions } from "../options.js"
import { must, optional, timeout } from "./check.js"
import type { Carrier } from "./client.js"

/** undici knows no `Infinity`; where there is no limit, it has words of its own. */
const finite = <A>(value: number, unlimited: A): number | A => value === Infinity ? unlimited : value

/** Where a time is given, a server that offers more gets no more; its word is undici's default. */
const keepAlive = (milliseconds: number | undefined): Agent.Options => {
  if (milliseconds === undefined) return {}
  return milliseconds === 0 ? { pipelining: 0 } : { keepAliveTimeout: milliseconds, keepAliveMaxTimeout: milliseconds }
}

const agentOptions = (
  { connections = Infinity, connectTimeoutMs = 10_000, keepAliveTimeoutMs }: PoolOptions
): Agent.Options => ({
  connections: finite(connections, null),
  connectTimeout: finite(connectTimeoutMs, 0),
  ...keepAlive(keepAliveTimeoutMs)
})

const layer = (options: Agent.Options): Layer.Layer<HttpClient.HttpClient> =>
  Layer.provide(
    NodeHttpClient.layerUndiciWithoutDispatcher,
    Layer.scoped(
      NodeHttpClient.Dispatcher,
      Effect.acquireRelease(
        Effect.sync(() => new Agent(options)),
        // The calls have ended by then.
        (agent) => Effect.promise(() => agent.destroy())
      )
    )
  )

const absent = must("left out: undici carries the requests", (value) => value === undefined)

/** The pool, and the options that a client over it has besides the others. */
export const pool: Carrier<OpenRouterOptions & PoolOptions> = {
  checks: {
    connections: optional(must(
      "a whole number above 0 (Infinity for no limit)",
      (value) => value === Infinity || (Number.isInteger(value) && Number(value) > 0)
    )),
    connectTimeoutMs: timeout,
    keepAliveTimeoutMs: optional(must(
      "a finite number of milliseconds, 0 or more",
      (value) => Number.isFinite(value) && Number(value) >= 0
    )),
    fetch: absent,
    httpClient: absent
  },
  // Read at once, like all options.
  layer: (options) => layer(agentOptions(options))
}
