/**
 * The operations on API keys, as Effects with typed errors.
 *
 * @module
 */
import { callSite } from "@openrouter-keys/protocol/client/CallSite"
import type { Listings, Operations, Returns, ReturnsMany } from "@openrouter-keys/protocol/Operation"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as FetchClient from "./FetchClient.js"
import { makeApiKeys, makeAt } from "./internal/apiKeys.js"
import { executions } from "./internal/executions.js"
import type { Requests } from "./KeyRequest.js"
import type { Responses } from "./KeyResponse.js"
import { OpenRouterClient } from "./OpenRouterClient.js"

export declare namespace ApiKeys {
  /**
   * The operations. All but `getCurrentKeyMetadata` require a management key as bearer token, and each can fail with
   * `InvalidRequest`, `ConnectionError`, `RequestTimeout`, `Unauthorized`, `Forbidden`, `TooManyRequests`,
   * `InternalServerError`, `UnexpectedStatus` and `InvalidResponse`.
   */
  export interface Service extends Effects<Operations>, Streams<Listings> {}
}

/** The operations as Effects. A mapped type, so that parameter names and doc comments are kept. */
type Effects<Signatures> = { readonly [Name in keyof Signatures]: AsEffect<Signatures[Name]> }

type AsEffect<Signature> = Signature extends (...args: infer Args) => Returns<infer Response, infer Error>
  ? (...args: Requests<Args>) => Effect.Effect<Responses<Response>, Error>
  : never

/** Listings as Streams. */
type Streams<Signatures> = { readonly [Name in keyof Signatures]: AsStream<Signatures[Name]> }

type AsStream<Signature> = Signature extends (...args: infer Args) => ReturnsMany<infer Item, infer Error>
  ? (...args: Args) => Stream.Stream<Item, Error>
  : never

type Method = (...args: Array<never>) => unknown

// =====================================================================================================================
// Statics
// =====================================================================================================================

/** The operations as functions that take the service from the context. */
type Accessors = {
  readonly [K in keyof ApiKeys.Service]: Accessor<ApiKeys.Service[K]>
}

type Accessor<F> = F extends (...args: infer Args) => Effect.Effect<infer A, infer E>
  ? (...args: Args) => Effect.Effect<A, E, ApiKeys>
  : F extends (...args: infer Args) => Stream.Stream<infer A, infer E> ? (...args: Args) => Stream.Stream<A, E, ApiKeys>
  : never

const Tag = Context.Tag("@openrouter-keys/core/ApiKeys")<ApiKeys, ApiKeys.Service>()

/** The service of the context for a call of a static, whose caller is captured now. */
const serviceAt = (method: Method): Effect.Effect<ApiKeys.Service, never, ApiKeys> => {
  const site = callSite(method)
  return Effect.map(Tag, (keys) => {
    const execute = executions.get(keys)
    return execute === undefined ? keys : makeAt(execute, site)
  })
}

const accessors: Accessors = {
  list: (request) => Effect.flatMap(serviceAt(accessors.list), (keys) => keys.list(request)),
  create: (request) => Effect.flatMap(serviceAt(accessors.create), (keys) => keys.create(request)),
  get: (request) => Effect.flatMap(serviceAt(accessors.get), (keys) => keys.get(request)),
  update: (request) => Effect.flatMap(serviceAt(accessors.update), (keys) => keys.update(request)),
  delete: (request) => Effect.flatMap(serviceAt(accessors.delete), (keys) => keys.delete(request)),
  getCurrentKeyMetadata: () =>
    Effect.flatMap(serviceAt(accessors.getCurrentKeyMetadata), (keys) => keys.getCurrentKeyMetadata()),
  listAll: (request) => Stream.unwrap(Effect.map(serviceAt(accessors.listAll), (keys) => keys.listAll(request)))
}

const Base: Context.TagClass<ApiKeys, "@openrouter-keys/core/ApiKeys", ApiKeys.Service> & Accessors = Object.assign(
  Tag,
  accessors
)

/**
 * The operations on API keys. The statics take the service from the context.
 *
 * @example
 * ```ts
 * import { ApiKeys } from "@openrouter-keys/core"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function*() {
 *   const { data, key } = yield* ApiKeys.create({ name: "CI", limit: 5, limitReset: "monthly" })
 *   return { hash: data.hash, key }
 * })
 *
 * export const main = program.pipe(Effect.provide(ApiKeys.layerLive))
 * ```
 */
export class ApiKeys extends Base {
  /** The operations over an {@link OpenRouterClient}. */
  static readonly layer: Layer.Layer<ApiKeys, never, OpenRouterClient> = Layer.effect(
    this,
    Effect.map(OpenRouterClient, ({ execute }) => makeApiKeys(execute))
  )

  /**
   * The operations over fetch, configured by environment variables: `OPENROUTER_API_KEY` or else
   * `OPENROUTER_MANAGEMENT_KEY` (one is required), `OPENROUTER_BASE_URL`, `OPENROUTER_HTTP_REFERER`,
   * `OPENROUTER_APP_TITLE` and `OPENROUTER_APP_CATEGORIES`. A missing key is a `ConfigError` that names the variable.
   */
  static readonly layerLive: Layer.Layer<ApiKeys, ConfigError.ConfigError> = ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layerConfig()),
    Layer.provide(FetchClient.layer)
  )
}
