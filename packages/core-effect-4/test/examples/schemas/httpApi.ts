import { ApiKey, ApiKeys, ErrorSchema, GetKeyRequest } from "@openrouter-keys/core-effect-4"
import { Console, Effect, Layer } from "effect"
import { FetchHttpClient, HttpRouter, HttpServer } from "effect/http"
import { HttpApi, HttpApiBuilder, HttpApiClient, HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

const Api = HttpApi.make("keys").add(
  HttpApiGroup.make("keys").add(
    HttpApiEndpoint.get("get", "/keys/:hash", {
      params: GetKeyRequest,
      success: ApiKey,
      error: ErrorSchema.GetError.members // each with its own status
    })
  )
)

const Handlers = HttpApiBuilder.group(
  Api,
  "keys",
  Effect.fn(function*(handlers) {
    const keys = yield* ApiKeys
    return handlers.handle("get", ({ params }) => Effect.map(keys.get(params), ({ data }) => data))
  })
)

const Routes = HttpApiBuilder.layer(Api).pipe(
  Layer.provide(Handlers),
  Layer.provide(ApiKeys.layerLive),
  Layer.provide(HttpServer.layerServices)
)

// A function of `Request`, for Deno, Bun and serverless platforms. On Node, serve `Routes` by `HttpRouter.serve`.
const { dispose, handler } = HttpRouter.toWebHandler(Routes)

const program = Effect.gen(function*() {
  const client = yield* HttpApiClient.make(Api, { baseUrl: "http://localhost" })
  yield* client.keys.get({ params: { hash: "no-such-key" } }).pipe(
    // On the client, too, the error is an instance of its class with all its fields.
    Effect.catchTag("NotFound", (error) => Console.log(error.operation, error.outcome, error.statusCode))
  )
  yield* Console.log(OpenApi.fromApi(Api).paths["/keys/{hash}"])
}).pipe(
  Effect.provide(FetchHttpClient.layer),
  Effect.provideService(FetchHttpClient.Fetch, (input, init) => handler(new Request(input, init)))
)

await Effect.runPromise(program)
await dispose()
