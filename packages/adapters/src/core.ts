/**
 * The small client for standalone functions: it carries no operation itself, so bundlers keep only those that are used.
 *
 * @module
 */
import { disposeClient, registerClient } from "./internal/client.js"
import { markHandled } from "./internal/markHandled.js"
import type { OpenRouterOptions } from "./options.js"

/**
 * A client for the standalone functions, as `apiKeysList(client)`. Make one and use it across an application; nothing
 * is opened before the first call.
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
   * Closes the client, as `await using` does. Calls under way end with `RequestAborted`, calls after it with
   * `InvalidRequest`. A client over `fetch` holds nothing open between calls and need not be closed.
   */
  dispose(): Promise<void> {
    return markHandled(disposeClient(this))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }
}
