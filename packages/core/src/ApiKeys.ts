/**
 * The operations on API keys, as Effects with typed errors.
 *
 * @module
 */
import * as Chunk from "effect/Chunk"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type { ApiKey } from "./ApiKey.js"
import * as FetchClient from "./FetchClient.js"
import { type ErrorsOf, invalidInput, type StatusErrors } from "./internal/failure.js"
import * as operations from "./internal/operations.js"
import { observed } from "./internal/telemetry.js"
import type {
  CreateKeysRequest,
  DeleteKeysRequest,
  GetKeyRequest,
  ListRequest,
  UpdateKeysRequest
} from "./KeyRequest.js"
import type {
  CreateKeysResponse,
  DeleteKeysResponse,
  GetCurrentKeyResponse,
  GetKeyResponse,
  ListResponse,
  UpdateKeysResponse
} from "./KeyResponse.js"
import { OpenRouterClient } from "./OpenRouterClient.js"
import type {
  CommonError,
  CreateError,
  DeleteError,
  GetCurrentKeyMetadataError,
  GetError,
  ListError,
  UpdateError
} from "./OpenRouterError.js"

export declare namespace ApiKeys {
  /**
   * The operations. All but `getCurrentKeyMetadata` want a management key as bearer token, and each can fail with
   * `InvalidRequest`, `ConnectionError`, `RequestTimeout`, `Unauthorized`, `Forbidden`, `TooManyRequests`,
   * `InternalServerError`, `UnexpectedStatus` and `InvalidResponse`.
   */
  export interface Service {
    /**
     * Lists one page of keys: up to 100, the most recent first. Without `workspaceId` those of the default workspace,
     * without `includeDisabled` only the enabled ones. {@link Service.listAll} gives every page.
     *
     * Fails with `BadRequest` where the service refuses a parameter, and with `InvalidRequest`, `ConnectionError`,
     * `RequestTimeout`, `Unauthorized`, `Forbidden`, `TooManyRequests`, `InternalServerError`, `UnexpectedStatus` or
     * `InvalidResponse`.
     *
     * `GET /keys`
     */
    readonly list: (request?: ListRequest) => Effect.Effect<ListResponse, ListError>

    /**
     * Creates a key. `key` in the answer is the secret itself: shown this once, and never to be had again.
     *
     * It is never sent twice unless the first request certainly was not carried out. After a failure, `outcome` says
     * whether a key may exist, and `createdKey` on `InvalidResponse` holds one whose answer could not be read.
     * Fails with `BadRequest` where the service refuses a field, and with `InvalidRequest`, `ConnectionError`,
     * `RequestTimeout`, `Unauthorized`, `Forbidden`, `TooManyRequests`, `InternalServerError`, `UnexpectedStatus` or
     * `InvalidResponse`.
     *
     * `POST /keys`
     */
    readonly create: (request: CreateKeysRequest) => Effect.Effect<CreateKeysResponse, CreateError>

    /**
     * Reads one key by its hash.
     *
     * Fails with `NotFound` where no key has this hash, and with `InvalidRequest`, `ConnectionError`,
     * `RequestTimeout`, `Unauthorized`, `Forbidden`, `TooManyRequests`, `InternalServerError`, `UnexpectedStatus` or
     * `InvalidResponse`.
     *
     * `GET /keys/{hash}`
     */
    readonly get: (request: GetKeyRequest) => Effect.Effect<GetKeyResponse, GetError>

    /**
     * Changes a key's name, limit or state; what `requestBody` leaves out stays as it is. A changed limit does not
     * change usage.
     *
     * Fails with `BadRequest` where the service refuses a field, with `NotFound` where no key has this hash, and with
     * `InvalidRequest`, `ConnectionError`, `RequestTimeout`, `Unauthorized`, `Forbidden`, `TooManyRequests`,
     * `InternalServerError`, `UnexpectedStatus` or `InvalidResponse`.
     *
     * `PATCH /keys/{hash}`
     */
    readonly update: (request: UpdateKeysRequest) => Effect.Effect<UpdateKeysResponse, UpdateError>

    /**
     * Deletes a key, for good. If a first request may have deleted it and a second finds nothing, that is a success.
     *
     * Fails with `NotFound` where no key has this hash, and with `InvalidRequest`, `ConnectionError`,
     * `RequestTimeout`, `Unauthorized`, `Forbidden`, `TooManyRequests`, `InternalServerError`, `UnexpectedStatus` or
     * `InvalidResponse`.
     *
     * `DELETE /keys/{hash}`
     */
    readonly delete: (request: DeleteKeysRequest) => Effect.Effect<DeleteKeysResponse, DeleteError>

    /**
     * Describes the key that is the bearer token: limit, usage, whether it is a management key. Any key may ask.
     *
     * Fails with `InvalidRequest`, `ConnectionError`, `RequestTimeout`, `Unauthorized`, `Forbidden`,
     * `TooManyRequests`, `InternalServerError`, `UnexpectedStatus` or `InvalidResponse`.
     *
     * `GET /key`
     */
    readonly getCurrentKeyMetadata: () => Effect.Effect<GetCurrentKeyResponse, GetCurrentKeyMetadataError>

    /**
     * Every key, page after page, each once. A page is fetched when it is needed; keys that move to a later page
     * because others are created meanwhile are not repeated. Ends on the first page that brings nothing new. `offset`
     * skips the most recent keys.
     *
     * Keys that are deleted (or disabled, without `includeDisabled`) meanwhile move later ones to pages that have been
     * read, and so past the reader. To delete or disable what is listed, collect it first: `Stream.runCollect`.
     */
    readonly listAll: (request?: ListRequest) => Stream.Stream<ApiKey, ListError>
  }
}

// =====================================================================================================================
// One operation
// =====================================================================================================================

const call = <Request, Response, const Errors extends StatusErrors>(
  client: OpenRouterClient.Service,
  operation: operations.Operation<Request, Response, Errors>
) =>
(input: Request): Effect.Effect<Response, CommonError | ErrorsOf<Errors>> =>
  Effect.suspend(() =>
    Either.match(operation.prepare(input), {
      onLeft: (issues) => Effect.fail(invalidInput(operation.name, issues)),
      onRight: client.execute
    })
  )

const run = <Request, Response, const Errors extends StatusErrors>(
  client: OpenRouterClient.Service,
  operation: operations.Operation<Request, Response, Errors>
) =>
(input: Request): Effect.Effect<Response, CommonError | ErrorsOf<Errors>> =>
  observed(operation.name)(call(client, operation)(input))

// =====================================================================================================================
// All pages
// =====================================================================================================================

/** How far a reader of all pages has come. */
interface Reader {
  readonly offset: number
  readonly seen: Set<string>
}

/** The next page's keys that were on no page before; none of them means that there is no more. */
const readPage = (list: ApiKeys.Service["list"], request: ListRequest) => ({ offset, seen }: Reader) =>
  Effect.map(list(Predicate.isRecord(request) ? { ...request, offset } : request), ({ data }) => {
    const fresh = data.filter(({ hash }) => !seen.has(hash) && seen.add(hash))
    const next = fresh.length === 0 ? Option.none<Reader>() : Option.some({ offset: offset + data.length, seen })
    return [Chunk.unsafeFromArray(fresh), next] as const
  })

const listAll = (list: ApiKeys.Service["list"]): ApiKeys.Service["listAll"] => (request = {}) =>
  Stream.suspend(() =>
    Stream.paginateChunkEffect({ offset: request?.offset ?? 0, seen: new Set<string>() }, readPage(list, request))
  )

// =====================================================================================================================
// Service
// =====================================================================================================================

const make = (client: OpenRouterClient.Service): ApiKeys.Service => {
  const list = run(client, operations.list)
  const getCurrentKeyMetadata = run(client, operations.getCurrentKeyMetadata)
  const remove = call(client, operations.delete_)
  return {
    list: (request = {}) => list(request),
    create: run(client, operations.create),
    get: run(client, operations.get),
    update: run(client, operations.update),
    delete: (request) =>
      observed("delete")(Effect.catchIf(
        remove(request),
        // An earlier request may have deleted it: finding nothing now says that it did.
        (error) => error._tag === "NotFound" && error.outcome === "Unknown",
        () => Effect.succeed({ deleted: true } as const)
      )),
    getCurrentKeyMetadata: () => getCurrentKeyMetadata({}),
    listAll: listAll((request = {}) => list(request))
  }
}

/** Each operation as a function that asks the context for the service. */
type Accessors = {
  readonly [K in keyof ApiKeys.Service]: Accessor<ApiKeys.Service[K]>
}

type Accessor<F> = F extends (...args: infer Args) => Effect.Effect<infer A, infer E>
  ? (...args: Args) => Effect.Effect<A, E, ApiKeys>
  : F extends (...args: infer Args) => Stream.Stream<infer A, infer E> ? (...args: Args) => Stream.Stream<A, E, ApiKeys>
  : never

const Tag = Context.Tag("@openrouter-keys/core/ApiKeys")<ApiKeys, ApiKeys.Service>()

const { create, delete: delete_, get, getCurrentKeyMetadata, list, update } = Effect.serviceFunctions(Tag)

const accessors: Accessors = {
  list,
  create,
  get,
  update,
  delete: delete_,
  getCurrentKeyMetadata,
  listAll: (request) => Stream.unwrap(Effect.map(Tag, (keys) => keys.listAll(request)))
}

const Base: Context.TagClass<ApiKeys, "@openrouter-keys/core/ApiKeys", ApiKeys.Service> & Accessors = Object.assign(
  Tag,
  accessors
)

/**
 * The operations on API keys: a service, and its operations as statics that ask the context for it.
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
    Effect.map(OpenRouterClient, make)
  )

  /**
   * The operations over fetch, set up from the environment: `OPENROUTER_API_KEY` (required), `OPENROUTER_BASE_URL`,
   * `OPENROUTER_HTTP_REFERER`, `OPENROUTER_APP_TITLE`, `OPENROUTER_APP_CATEGORIES`. A missing key is a `ConfigError`
   * that names it.
   */
  static readonly layerLive: Layer.Layer<ApiKeys, ConfigError.ConfigError> = ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layerConfig()),
    Layer.provide(FetchClient.layer)
  )
}
