/**
 * The client for standalone functions. It has no operations itself, so bundlers include only those that are used.
 *
 * @module
 */
import { disposeClient, registerClient } from "./internal/client.js"
import { markHandled } from "./internal/markHandled.js"
import type { OpenRouterOptions } from "./options.js"

/**
 * A client for the standalone functions, as in `apiKeysList(client)`. Make one and share it across an application. It
 * opens no connection before the first call.
 *
 * @example
 * ```ts
 * import { OpenRouterCore } from "@openrouter-keys/adapters/core"
 * import { apiKeysList } from "@openrouter-keys/adapters/funcs/apiKeysList"
 *
 * const openRouter = new OpenRouterCore()
 * const result = await apiKeysList(openRouter)
 * if (result.ok) console.log(result.value.data)
 * else console.error(result.error.message)
 * ```
 */
export class OpenRouterCore {
  constructor(options: OpenRouterOptions = {}) {
    registerClient(this, options)
  }

  /**
   * Closes the client, as `await using` does. Calls under way fail with `RequestAborted`, later calls with
   * `InvalidRequest`. A client over `fetch` keeps nothing open between calls and need not be closed.
   */
  dispose(): Promise<void> {
    return markHandled(disposeClient(this))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }
}
