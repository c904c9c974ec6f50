import { SocketServer } from "@effect/platform"
import { NodeSocket, NodeSocketServer } from "@effect/platform-node"
import { Rpc, RpcClient, RpcGroup, RpcSerialization, RpcServer } from "@effect/rpc"
import { ApiKeys, CreateKeysRequest, CreateKeysResponse, ErrorSchema } from "@openrouter-keys/core"
import { Console, Effect, Layer } from "effect"

class Keys extends RpcGroup.make(
  Rpc.make("Create", { payload: CreateKeysRequest, success: CreateKeysResponse, error: ErrorSchema.CreateError })
) {}

const Handlers = Keys.toLayer({ Create: (request) => ApiKeys.create(request) }).pipe(Layer.provide(ApiKeys.layerLive))

const Server = RpcServer.layer(Keys).pipe(
  Layer.provide(Handlers),
  Layer.provide(RpcServer.layerProtocolSocketServer),
  Layer.provideMerge(NodeSocketServer.layer({ port: 0, host: "127.0.0.1" })),
  Layer.provide(RpcSerialization.layerNdjson)
)

const Client = Layer.unwrapEffect(
  Effect.map(SocketServer.SocketServer, ({ address }) =>
    RpcClient.layerProtocolSocket().pipe(
      Layer.provide(NodeSocket.layerNet({ port: address._tag === "TcpAddress" ? address.port : 0, host: "127.0.0.1" })),
      Layer.provide(RpcSerialization.layerNdjson)
    ))
)

const program = Effect.gen(function*() {
  const client = yield* RpcClient.make(Keys)
  const { data, key } = yield* client.Create({ name: "CI", limit: 5 })
  yield* Console.log(data.name, key) // key is Redacted
}).pipe(Effect.catchTag("BadRequest", ({ message, outcome }) => Console.error(outcome, message)))

await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(Client.pipe(Layer.provideMerge(Server)))))
