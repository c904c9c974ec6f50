/**
 * The small client for standalone functions: it carries no operation itself, so bundlers keep only those that are used.
 *
 * @module
 */
import * as ManagedRuntime from "effect/ManagedRuntime"
import { layerOf } from "./internal/options.js"
import { runtimes } from "./internal/run.js"
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
    runtimes.set(this, ManagedRuntime.make(layerOf(options)))
  }

  /** Ends what the client holds open. Calls under way end, and calls after it fail. Also `await using`. */
  async dispose(): Promise<void> {
    await runtimes.get(this)?.dispose()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose()
  }
}
