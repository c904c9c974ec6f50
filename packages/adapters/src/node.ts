/**
 * The clients for servers on Node, over undici's connection pool instead of `fetch`: fewer microseconds a call, and a
 * limit on connections. Needs `undici` 7 or later, an optional peer.
 *
 * They are the clients of `@openrouter-keys/adapters` in all else: the standalone functions and the hooks take them.
 *
 * @module
 */
import { OpenRouterCore as Core } from "./core.js"
import { registerClient } from "./internal/client.js"
import { pool } from "./internal/pool.js"
import { OpenRouter as Client } from "./OpenRouter.js"
import type { OpenRouterOptions as ClientOptions, PoolOptions } from "./options.js"

export type { PoolOptions } from "./options.js"

/**
 * Options of a client over a pool of connections. Of a call's `fetchOptions` only `headers` and `signal` count.
 *
 * Requests of the pool do not pass through `fetch`: mocks of it, such as MSW, do not see them, and the real service is
 * called. With the option `fetch`, that function is used instead of the pool.
 */
export interface OpenRouterOptions extends ClientOptions, PoolOptions {}

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
    registerClient(this, options, pool)
  }
}

/** The small client for standalone functions, over a pool of connections. `dispose()` or `await using` closes them. */
export class OpenRouterCore extends Core {
  constructor(options: OpenRouterOptions = {}) {
    super()
    registerClient(this, options, pool)
  }
}
