/**
 * The client for Promise code.
 *
 * @module
 */
import type { Listings, Operations } from "@openrouter-keys/protocol/Operation"
import { OpenRouterCore } from "./core.js"
import { listAll } from "./internal/listAll.js"
import { method, type Methods } from "./internal/operations.js"

/**
 * The operations on API keys, as Promises. A Promise rejects with an error of `./models/errors`: `_tag` says which,
 * and `outcome` whether the change happened.
 */
export interface ApiKeys extends Methods<Operations>, Methods<Listings> {}

/**
 * The client. Make one and use it across an application; nothing is opened before the first call.
 *
 * @example
 * ```ts
 * import { OpenRouter } from "@openrouter-keys/adapters"
 *
 * const openRouter = new OpenRouter()
 * const { data, key } = await openRouter.apiKeys.create({ name: "CI", limit: 5, limitReset: "monthly" })
 * console.log(`keep the ${key.length} characters of ${data.label}`)
 * await openRouter.apiKeys.update({ hash: data.hash, requestBody: { disabled: true } })
 * for await (const { name, usage } of openRouter.apiKeys.listAll()) console.log(name, usage)
 * ```
 */
export class OpenRouter extends OpenRouterCore {
  /** The operations on API keys. */
  readonly apiKeys: ApiKeys = {
    list: method(this, "list"),
    create: method(this, "create"),
    get: method(this, "get"),
    update: method(this, "update"),
    delete: method(this, "delete"),
    getCurrentKeyMetadata: method(this, "getCurrentKeyMetadata"),
    listAll: listAll(this)
  }
}
