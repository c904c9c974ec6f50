/**
 * The operations on API keys, as Effects with typed errors.
 *
 * @module
 */
import { type CallSite, callSite } from "@openrouter-keys/protocol/client/CallSite"
import {
  type Listings,
  type Operations,
  operations,
  type Returns,
  type ReturnsMany
} from "@openrouter-keys/protocol/Operation"
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as FetchClient from "./FetchClient.js"
import type { Execute } from "./internal/client.js"
import { unwrapSecrets } from "./internal/input.js"
import { listAll } from "./internal/listAll.js"
import type {
  CreateKeysRequest,
  DeleteKeysRequest,
  GetKeyRequest,
  ListRequest,
  Requests,
  UpdateKeysRequest
} from "./KeyRequest.js"
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
// Service
// =====================================================================================================================

/** The operations, with `site` as the place of the call. A class, because each call makes one. */
class OperationsAt implements ApiKeys.Service {
  constructor(
    private readonly execute: Execute,
    private readonly site: CallSite
  ) {}

  list(request?: ListRequest) {
    return this.execute(operations.list, request, this.site)
  }

  create(request: CreateKeysRequest) {
    return Effect.map(
      Effect.suspend(() => this.execute(operations.create, unwrapSecrets(request), this.site)),
      ({ data, key }) => ({ data, key: Redacted.make(key) })
    )
  }

  get(request: GetKeyRequest) {
    return this.execute(operations.get, request, this.site)
  }

  update(request: UpdateKeysRequest) {
    return this.execute(operations.update, request, this.site)
  }

  delete(request: DeleteKeysRequest) {
    return this.execute(operations.delete, request, this.site)
  }

  getCurrentKeyMetadata() {
    return this.execute(operations.getCurrentKeyMetadata, undefined, this.site)
  }

  listAll(request?: ListRequest) {
    return listAll((page) => this.list(page), this.site)(request)
  }
}

/** The `Execute` functions of this library's services; stubs have none. */
const executeOf = new WeakMap<ApiKeys.Service, Execute>()

const make = ({ execute }: { readonly execute: Execute }): ApiKeys.Service => {
  const at = (method: Method): ApiKeys.Service => new OperationsAt(execute, callSite(method))
  const service: ApiKeys.Service = {
    list: (request) => at(service.list).list(request),
    create: (request) => at(service.create).create(request),
    get: (request) => at(service.get).get(request),
    update: (request) => at(service.update).update(request),
    delete: (request) => at(service.delete).delete(request),
    getCurrentKeyMetadata: () => at(service.getCurrentKeyMetadata).getCurrentKeyMetadata(),
    listAll: (request) => at(service.listAll).listAll(request)
  }
  executeOf.set(service, execute)
  return service
}

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

const Base = Context.Service<ApiKeys, ApiKeys.Service>()("@openrouter-keys/core-effect-4/ApiKeys")

/** The service of the context for a call of a static, whose caller is captured now. */
const serviceAt = (method: Method): Effect.Effect<ApiKeys.Service, never, ApiKeys> => {
  const site = callSite(method)
  return Effect.map(Base, (keys) => {
    const execute = executeOf.get(keys)
    return execute === undefined ? keys : new OperationsAt(execute, site)
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

const WithAccessors:
  & Context.ServiceClass<ApiKeys, "@openrouter-keys/core-effect-4/ApiKeys", ApiKeys.Service>
  & Accessors = Object.assign(Base, accessors)

/**
 * The operations on API keys. The statics take the service from the context.
 *
 * @example
 * ```ts
 * import { ApiKeys } from "@openrouter-keys/core-effect-4"
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
export class ApiKeys extends WithAccessors {
  /** The operations over an {@link OpenRouterClient}. */
  static readonly layer: Layer.Layer<ApiKeys, never, OpenRouterClient> = Layer.effect(
    this,
    Effect.map(OpenRouterClient, make)
  )

  /**
   * The operations over fetch, configured by environment variables: `OPENROUTER_API_KEY` or else
   * `OPENROUTER_MANAGEMENT_KEY` (one is required), `OPENROUTER_BASE_URL`, `OPENROUTER_HTTP_REFERER`,
   * `OPENROUTER_APP_TITLE` and `OPENROUTER_APP_CATEGORIES`. A missing key is a `ConfigError` that names the variable.
   */
  static readonly layerLive: Layer.Layer<ApiKeys, Config.ConfigError> = ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layerConfig()),
    Layer.provide(FetchClient.layer)
  )
}
