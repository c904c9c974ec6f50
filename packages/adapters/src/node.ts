/**
 * The clients for servers on Node, over undici's connection pool instead of `fetch`: fewer microseconds a call, and a
 * limit on connections. Needs `@effect/platform-node`, an optional peer.
 *
 * They are the clients of `@openrouter-keys/adapters` in all else: the standalone functions and the hooks take them.
 *
 * @module
 */
import { OpenRouterCore as Core } from "./core.js"
import { open } from "./internal/client.js"
import { pool } from "./internal/pool.js"
import { OpenRouter as Client } from "./OpenRouter.js"
import type { OpenRouterOptions as ClientOptions } from "./options.js"

/** How a client's connections are kept. They are opened when they are needed, and used again as they become free. */
export interface PoolOptions {
  /**
   * How many connections there are at most; calls beyond it wait for one, within their `timeoutMs`. A call that ends
   * while it waits counts as sent: its outcome is "Unknown". `Infinity` for no limit. Default: no limit, so that no call
   * waits for another.
   */
  readonly connections?: number | undefined
  /**
   * Milliseconds for opening a connection, within the `timeoutMs` of the attempt that needs it; `Infinity` for no limit
   * of its own. Beyond it, the attempt ends with a `ConnectionError` whose outcome is "NotSent". Default: 10,000.
   */
  readonly connectTimeoutMs?: number | undefined
  /**
   * Milliseconds for which a connection is kept open that nothing is sent on, less where the server says so
   * (`Keep-Alive: timeout`); 0 closes each one after its answer. Connections that wait do not keep the process alive.
   * Default: what the server says, or else 4,000.
   */
  readonly keepAliveTimeoutMs?: number | undefined
}

/**
 * How a client talks to the service. `fetch` and `httpClient` are missing: it is the pool that carries the requests. Of
 * a call's `fetchOptions` only `headers` and `signal` count.
 */
export interface OpenRouterOptions extends Omit<ClientOptions, "fetch" | "httpClient">, PoolOptions {}

/**
 * The client over a pool of connections. Make one and use it across an application; nothing is opened before the first
 * call. `dispose()` or `await using` closes its connections.
 *
 * @example
 * ```ts
 * import { OpenRouter } from "@openrouter-keys/adapters/node"
 *
 * await using openRouter = new OpenRouter({ connections: 16 })
 * const names = ["Ada", "Edsger", "Grace"]
 * await Promise.all(names.map((name) => openRouter.apiKeys.create({ name, limit: 5, limitReset: "monthly" })))
 * ```
 */
export class OpenRouter extends Client {
  constructor(options: OpenRouterOptions = {}) {
    super()
    open(this, options, pool)
  }
}

/** The small client for standalone functions, over a pool of connections. `dispose()` or `await using` closes them. */
export class OpenRouterCore extends Core {
  constructor(options: OpenRouterOptions = {}) {
    super()
    open(this, options, pool)
  }
}
