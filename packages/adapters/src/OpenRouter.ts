/**
 * The client for ordinary code.
 *
 * @module
 */
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import type { ListRequest } from "@openrouter-keys/core/KeyRequest"
import { OpenRouterCore } from "./core.js"
import { listAll } from "./internal/listAll.js"
import { type Methods, methodsOf } from "./internal/operations.js"
import type { OpenRouterOptions, RequestOptions } from "./options.js"

/**
 * The operations on API keys, as Promises. A Promise rejects with an error of `./models/errors`: `_tag` says which,
 * and `outcome` whether the change happened.
 */
export interface ApiKeys extends Methods {
  /**
   * Every key, page after page, each once, as an `AsyncIterable`. A page is fetched when it is needed; leaving the loop
   * stops fetching.
   */
  readonly listAll: (request?: ListRequest, options?: RequestOptions) => AsyncIterable<ApiKey>
}

/**
 * The client. Make one and use it across an application; nothing is opened before the first call.
 *
 * @example
 * ```ts
 * import { OpenRouter } from "@openrouter-keys/adapters"
 *
 * const openRouter = new OpenRouter()
 * const { data, key } = await openRouter.apiKeys.create({ name: "CI", limit: 5, limitReset: "monthly" })
 * await openRouter.apiKeys.update({ hash: data.hash, requestBody: { disabled: true } })
 * ```
 */
export class OpenRouter extends OpenRouterCore {
  /** The operations on API keys. */
  readonly apiKeys: ApiKeys

  constructor(options: OpenRouterOptions = {}) {
    super(options)
    this.apiKeys = {
      ...methodsOf(this),
      listAll: (request, options) => listAll(this, request, options)
    }
  }
}
