import {
  HttpApi,
  HttpApiBuilder,
  HttpApiClient,
  HttpApiEndpoint,
  HttpApiGroup,
  HttpServer,
  OpenApi
} from "@effect/platform"
import { NodeHttpClient, NodeHttpServer } from "@effect/platform-node"
import { ApiKey, ApiKeys, ErrorSchema, GetKeyRequest } from "@openrouter-keys/core"
import { Console, Effect, Layer } from "effect"
import { createServer } from "node:http"

const Api = HttpApi.make("keys").add(
  HttpApiGroup.make("keys").add(
    HttpApiEndpoint.get("get", "/keys/:hash").setPath(GetKeyRequest).addSuccess(ApiKey).addError(ErrorSchema.GetError)
  )
)

const Handlers = HttpApiBuilder.group(
  Api,
  "keys",
  (handlers) => handlers.handle("get", ({ path }) => Effect.map(ApiKeys.get(path), ({ data }) => data))
)

const Server = HttpApiBuilder.serve().pipe(
  Layer.provide(HttpApiBuilder.api(Api)),
  Layer.provide(Handlers),
  Layer.provide(ApiKeys.layerLive),
  Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0 }))
)

const program = Effect.gen(function*() {
  const baseUrl = yield* HttpServer.addressFormattedWith(Effect.succeed)
  const client = yield* HttpApiClient.make(Api, { baseUrl })
  yield* client.keys.get({ path: { hash: "no-such-key" } }).pipe(
    // On the client, too, the error is an instance of its class with all its fields.
    Effect.catchTag("NotFound", (error) => Console.log(error.operation, error.outcome, error.statusCode))
  )
  yield* Console.log(OpenApi.fromApi(Api).paths["/keys/{hash}"])
})

await Effect.runPromise(Effect.provide(program, [Server, NodeHttpClient.layer]))
