import { NodeHttpClient } from "@effect/platform-node"
import { ApiKeys, OpenRouterClient } from "@openrouter-keys/core"
import { Config, Effect, Layer } from "effect"

// What is given here takes the place of its variable; all else comes from the environment.
const Client = OpenRouterClient.layerConfig({
  appTitle: Config.succeed("Key rotation"),
  timeout: Config.duration("OPENROUTER_TIMEOUT").pipe(Config.withDefault("10 seconds"))
})

const Live = ApiKeys.layer.pipe(Layer.provide(Client), Layer.provide(NodeHttpClient.layerUndici))

await Effect.runPromise(Effect.provide(ApiKeys.list(), Live))
