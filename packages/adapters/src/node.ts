/**
 * Clients for servers on Node.js over undici's connection pool instead of `fetch`: calls take less time, and connections
 * can be limited. Requires `undici` 7 or later, an optional peer.
 *
 * Otherwise they equal the clients of `@openrouter-keys/adapters`: the standalone functions and the hooks accept them.
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
 * Options of a client over a pool of connections. Of a call's `fetchOptions`, only `headers` and `signal` have an effect.
 *
 * Requests of the pool do not pass through `fetch`: mocks of it, such as MSW, do not see them, and the real service is
 * called. With the option `fetch`, that function is used instead of the pool.
 */
export interface OpenRouterOptions extends ClientOptions, PoolOptions {}

/**
 * A client over a pool of connections. Make one and share it across an application. It opens no connection before the
 * first call. `dispose()` or `await using` closes its connections.
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

/** A client for the standalone functions, over a pool of connections. `dispose()` or `await using` closes them. */
export class OpenRouterCore extends Core {
  constructor(options: OpenRouterOptions = {}) {
    super()
    registerClient(this, options, pool)
  }
}
