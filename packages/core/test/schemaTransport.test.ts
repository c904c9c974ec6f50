/** Keys and errors across real ports: an `HttpApi` with its OpenAPI document, and an `Rpc` group over a socket. */
import {
  HttpApi,
  HttpApiBuilder,
  HttpApiClient,
  HttpApiEndpoint,
  HttpApiGroup,
  HttpClient,
  HttpServer,
  OpenApi,
  SocketServer
} from "@effect/platform"
import { NodeHttpClient, NodeHttpServer, NodeSocket, NodeSocketServer } from "@effect/platform-node"
import { Rpc, RpcClient, RpcGroup, RpcSerialization, RpcServer, RpcTest } from "@effect/rpc"
import type { RpcClientError } from "@effect/rpc/RpcClientError"
import { assert, describe, it } from "@effect/vitest"
import {
  ApiKey,
  ApiKeys,
  CreateKeysRequest,
  CreateKeysResponse,
  CurrentKey,
  ErrorSchema,
  GetKeyRequest,
  ListRequest,
  ListResponse,
  OpenRouterError
} from "@openrouter-keys/core"
import { ApiKeysTest } from "@openrouter-keys/core/testing"
import { Effect, Layer, Redacted, Schema } from "effect"
import { createServer } from "node:http"

const notFound = new OpenRouterError.NotFound({
  operation: "get",
  attempts: 2,
  headers: { "x-request-id": "r1" },
  body: "{}",
  code: 404,
  metadata: { nested: [{ deep: true }] },
  retryAfterMs: 1500
})

const unreadable = new OpenRouterError.InvalidResponse({ operation: "create", createdKey: "sk-or-v1-secret" })

const secret = "my-own-secret-lookup-key-0123456789abcdef"

/** The real operations over the fake, but for two failures. */
const keys = Layer.effect(
  ApiKeys,
  Effect.map(ApiKeys, (keys) =>
    ApiKeys.of({
      ...keys,
      get: (request) => request.hash === "missing" ? Effect.fail(notFound) : keys.get(request),
      create: (request) => request.name === "unreadable" ? Effect.fail(unreadable) : keys.create(request)
    }))
).pipe(Layer.provide(ApiKeysTest.layer({ keys: [{ name: "First", hash: "first", limit: 10 }] })))

describe("an HttpApi", () => {
  const group = HttpApiGroup.make("keys")
    .add(
      HttpApiEndpoint.get("list", "/keys")
        .setUrlParams(Schema.Struct({ workspaceId: Schema.optional(Schema.String) }))
        .addSuccess(ListResponse)
        .addError(ErrorSchema.ListError)
    )
    .add(
      HttpApiEndpoint.get("get", "/keys/:hash")
        .setPath(GetKeyRequest)
        .addSuccess(ApiKey)
        .addError(ErrorSchema.GetError)
    )
    .add(
      HttpApiEndpoint.post("create", "/keys")
        .setPayload(CreateKeysRequest)
        .addSuccess(CreateKeysResponse, { status: 201 })
        .addError(ErrorSchema.CreateError)
    )
    .add(
      HttpApiEndpoint.get("current", "/key")
        .addSuccess(CurrentKey)
        .addError(ErrorSchema.Forbidden, { status: 418 })
        .addError(ErrorSchema.GetCurrentKeyMetadataError)
    )

  const Api = HttpApi.make("proxy").add(group)

  const handlers = HttpApiBuilder.group(
    Api,
    "keys",
    (handlers) =>
      handlers
        .handle("list", () => ApiKeys.list())
        .handle("get", ({ path }) => Effect.map(ApiKeys.get(path), ({ data }) => data))
        .handle("create", ({ payload }) => ApiKeys.create(payload))
        .handle("current", () => Effect.map(ApiKeys.getCurrentKeyMetadata(), ({ data }) => data))
  )

  const server = HttpApiBuilder.serve().pipe(
    Layer.provide(HttpApiBuilder.middlewareOpenApi()),
    Layer.provide(HttpApiBuilder.api(Api)),
    Layer.provide(handlers),
    Layer.provide(keys),
    Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })),
    Layer.provideMerge(NodeHttpClient.layerUndici)
  )

  const address = HttpServer.addressFormattedWith((address) => Effect.succeed(address))
  const client = Effect.flatMap(address, (baseUrl) => HttpApiClient.make(Api, { baseUrl }))

  it.scopedLive("returns keys, and errors as instances of their classes", () =>
    Effect.gen(function*() {
      const api = yield* client
      const { data } = yield* api.keys.list({ urlParams: {} })
      assert.deepStrictEqual(data.map(({ name }) => name), ["First"])
      const key: ApiKey = yield* api.keys.get({ path: { hash: data[0]!.hash } })
      assert.deepStrictEqual(key, data[0])
      assert.isTrue(Schema.is(CurrentKey)(yield* api.keys.current()))

      const error = yield* Effect.flip(api.keys.get({ path: { hash: "missing" } }))
      assert.instanceOf(error, OpenRouterError.NotFound)
      assert.deepStrictEqual(error.toJSON(), notFound.toJSON())
    }).pipe(Effect.provide(server)))

  it.scopedLive("accepts a secret and a point in time, and does not show the created key", () =>
    Effect.gen(function*() {
      const api = yield* client
      const payload = {
        name: "CI",
        expiresAt: new Date("2027-12-31T23:59:59Z"),
        external: { user: "u", apiKey: Redacted.make(secret) }
      }
      const { data, key } = yield* api.keys.create({ payload })
      assert.deepInclude(data, { name: "CI", expiresAt: "2027-12-31T23:59:59Z", externalUser: "u" })
      assert.match(Redacted.value(key), /^sk-or-v1-/)

      const error = yield* Effect.flip(api.keys.create({ payload: { name: "unreadable" } }))
      assert.instanceOf(error, OpenRouterError.InvalidResponse)
      assert.isNull(error._tag === "InvalidResponse" ? error.revealCreatedKey() : "")
    }).pipe(Effect.provide(server)))

  it.scopedLive("responds with the status of each error, and describes an invalid request without its secret", () =>
    Effect.gen(function*() {
      const http = yield* HttpClient.HttpClient
      const url = yield* address
      const missing = yield* http.get(`${url}/keys/missing`)
      assert.strictEqual(missing.status, 404)
      const json = yield* missing.json
      assert.deepInclude(json, { _tag: "NotFound", attempts: 2, retryAfterMs: 1500 })

      const response = yield* Effect.promise(() =>
        fetch(`${url}/keys`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ name: "CI", limt: 5, external: { user: "", apiKey: secret } })
        })
      )
      assert.strictEqual(response.status, 400)
      const text = yield* Effect.promise(() => response.text())
      assert.include(text, "limt")
      assert.notInclude(text, secret.slice(0, 10))
    }).pipe(Effect.provide(server)))

  it.scopedLive("has an OpenAPI document", () =>
    Effect.gen(function*() {
      const response = yield* Effect.flatMap(address, (url) => HttpClient.get(`${url}/openapi.json`))
      const served = yield* response.json
      assert.deepStrictEqual(served, JSON.parse(JSON.stringify(OpenApi.fromApi(Api))))
      const { components, paths } = OpenApi.fromApi(Api)
      assert.containsAllKeys(components.schemas, [
        "OpenRouterApiKey",
        "OpenRouterCreateKeysRequest",
        "OpenRouterNotFound",
        "OpenRouterRateLimit"
      ])
      assert.containsAllKeys(paths["/keys/{hash}"]!.get!.responses, [200, 400, 401, 403, 404, 429, 500, 502, 504])
      const [hash] = paths["/keys/{hash}"]!.get!.parameters
      assert.deepInclude(hash, { name: "hash", in: "path", required: true })
      assert.containsAllKeys(paths["/key"]!.get!.responses, [200, 418])
    }).pipe(Effect.provide(server)))
})

describe("an Rpc group", () => {
  class Keys extends RpcGroup.make(
    Rpc.make("List", { payload: ListRequest, success: ListResponse, error: ErrorSchema.ListError }),
    Rpc.make("Get", { payload: GetKeyRequest, success: ApiKey, error: ErrorSchema.GetError }),
    Rpc.make("Create", { payload: CreateKeysRequest, success: CreateKeysResponse, error: ErrorSchema.CreateError })
  ) {}

  const handlers = Keys.toLayer(Effect.map(ApiKeys, (keys) =>
    Keys.of({
      List: (request) => keys.list(request),
      Get: (request) => Effect.map(keys.get(request), ({ data }) => data),
      Create: (request) => keys.create(request)
    }))).pipe(Layer.provide(keys))

  const use = (client: RpcClient.FromGroup<typeof Keys, RpcClientError>, revealed: string | null) =>
    Effect.gen(function*() {
      const { data } = yield* client.List({ includeDisabled: true })
      assert.deepStrictEqual(data.map(({ name }) => name), ["First"])
      assert.deepStrictEqual(yield* client.Get({ hash: data[0]!.hash }), data[0])

      const { key } = yield* client.Create({ name: "CI", external: { user: "u", apiKey: Redacted.make(secret) } })
      assert.isTrue(Redacted.isRedacted(key))

      const missing = yield* Effect.flip(client.Get({ hash: "missing" }))
      assert.instanceOf(missing, OpenRouterError.NotFound)
      assert.strictEqual(missing instanceof OpenRouterError.NotFound ? missing.retryAfterMs : 0, 1500)

      const caught = yield* client.Create({ name: "unreadable" }).pipe(
        Effect.as("created"),
        Effect.catchTag("InvalidResponse", (error) => Effect.succeed(error.revealCreatedKey()))
      )
      assert.strictEqual(caught, revealed)
    })

  it.scopedLive("sends keys and errors over a socket", () =>
    Effect.gen(function*() {
      const { address } = yield* SocketServer.SocketServer
      const port = address._tag === "TcpAddress" ? address.port : 0
      const protocol = RpcClient.layerProtocolSocket().pipe(
        Layer.provide([NodeSocket.layerNet({ port, host: "127.0.0.1" }), RpcSerialization.layerNdjson])
      )
      yield* Effect.flatMap(RpcClient.make(Keys), (client) => use(client, null)).pipe(Effect.provide(protocol))
    }).pipe(
      Effect.provide(
        RpcServer.layer(Keys).pipe(
          Layer.provide(handlers),
          Layer.provide(RpcServer.layerProtocolSocketServer),
          Layer.provide(RpcSerialization.layerNdjson),
          Layer.provideMerge(NodeSocketServer.layer({ port: 0, host: "127.0.0.1" }))
        )
      )
    ))

  // Nothing is encoded here: the error is the server's own.
  it.scoped("sends them in a test of the group", () =>
    Effect.flatMap(RpcTest.makeClient(Keys), (client) => use(client, "sk-or-v1-secret")).pipe(Effect.provide(handlers)))
})
