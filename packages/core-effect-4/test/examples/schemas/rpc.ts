import { ApiKeys, CreateKeysRequest, CreateKeysResponse, ErrorSchema } from "@openrouter-keys/core-effect-4"
import { Console, Effect, Layer } from "effect"
import { FetchHttpClient, HttpRouter, HttpServer } from "effect/http"
import { Rpc, RpcClient, RpcGroup, RpcSerialization, RpcServer } from "effect/rpc"

class Keys extends RpcGroup.make(
  Rpc.make("Create", { payload: CreateKeysRequest, success: CreateKeysResponse, error: ErrorSchema.CreateError })
) {}

const Handlers = Keys.toLayer({ Create: (request) => ApiKeys.create(request) }).pipe(Layer.provide(ApiKeys.layerLive))

const Routes = RpcServer.layerHttp({ group: Keys, path: "/rpc", protocol: "http" }).pipe(
  Layer.provide(Handlers),
  Layer.provide(RpcSerialization.layerNdjson),
  Layer.provide(HttpServer.layerServices)
)

// A function of `Request`, for Deno, Bun and serverless platforms. On Node, serve `Routes` by `HttpRouter.serve`.
const { dispose, handler } = HttpRouter.toWebHandler(Routes)

const Client = RpcClient.layerProtocolHttp({ url: "http://localhost/rpc" }).pipe(
  Layer.provide(RpcSerialization.layerNdjson),
  Layer.provide(FetchHttpClient.layer),
  Layer.provide(Layer.succeed(FetchHttpClient.Fetch, (input, init) => handler(new Request(input, init))))
)

const program = Effect.gen(function*() {
  const client = yield* RpcClient.make(Keys)
  const { data, key } = yield* client.Create({ name: "CI", limit: 5 })
  yield* Console.log(data.name, key) // key is Redacted
}).pipe(Effect.catchTag("BadRequest", ({ message, outcome }) => Console.error(outcome, message)))

await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(Client)))
await dispose()
