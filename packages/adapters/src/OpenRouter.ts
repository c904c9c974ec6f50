/**
 * The client for Promise code.
 *
 * @module
 */
import { type Listings, type Operations, operations } from "@openrouter-keys/protocol/Operation"
import { OpenRouterCore } from "./core.js"
import { listAll } from "./internal/listAll.js"
import { method, methodWithoutRequest } from "./internal/operations.js"
import type { Methods } from "./internal/signatures.js"

/**
 * The operations on API keys, as Promises. A Promise rejects with an error of `./models/errors`: `_tag` is the name of
 * its class, and `outcome` says whether the change was made.
 */
export interface ApiKeys extends Methods<Operations>, Methods<Listings> {}

/**
 * A client for the OpenRouter key API. Make one and share it across an application. It opens no connection before the
 * first call.
 *
 * @example
 * ```ts
 * import { OpenRouter } from "@openrouter-keys/adapters"
 *
 * const openRouter = new OpenRouter()
 * const { data, key } = await openRouter.apiKeys.create({ name: "CI", limit: 5, limitReset: "monthly" })
 * console.log(`created ${data.label}, ${key.length} characters`)
 * await openRouter.apiKeys.update({ hash: data.hash, requestBody: { disabled: true } })
 * for await (const { name, usage } of openRouter.apiKeys.listAll()) console.log(name, usage)
 * ```
 */
export class OpenRouter extends OpenRouterCore {
  /** The operations on API keys. */
  readonly apiKeys: ApiKeys = {
    list: method(this, operations.list),
    create: method(this, operations.create),
    get: method(this, operations.get),
    update: method(this, operations.update),
    delete: method(this, operations.delete),
    getCurrentKeyMetadata: methodWithoutRequest(this, operations.getCurrentKeyMetadata),
    listAll: listAll(this)
  }
}
