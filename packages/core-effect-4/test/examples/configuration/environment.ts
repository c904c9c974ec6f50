import { ApiKeys, OpenRouterClient } from "@openrouter-keys/core-effect-4"
import * as UndiciClient from "@openrouter-keys/core-effect-4/UndiciClient"
import { Config, Effect, Layer } from "effect"

// What is given here takes the place of its variable; all else comes from the environment.
const Client = OpenRouterClient.layerConfig({
  appTitle: Config.succeed("Key rotation"),
  timeout: Config.Duration("OPENROUTER_TIMEOUT").pipe(Config.withDefault("10 seconds"))
})

const Live = ApiKeys.layer.pipe(Layer.provide(Client), Layer.provide(UndiciClient.layer({ connections: 10 })))

await Effect.runPromise(Effect.provide(ApiKeys.list(), Live))
