import { ApiKeys, OpenRouterClient } from "@openrouter-keys/core"
import * as UndiciClient from "@openrouter-keys/core/UndiciClient"
import { Config, Effect, Layer } from "effect"

// An option given here replaces its variable. All others come from the environment.
const Client = OpenRouterClient.layerConfig({
  appTitle: Config.succeed("Key rotation"),
  timeout: Config.duration("OPENROUTER_TIMEOUT").pipe(Config.withDefault("10 seconds"))
})

const Live = ApiKeys.layer.pipe(Layer.provide(Client), Layer.provide(UndiciClient.layer({ connections: 10 })))

await Effect.runPromise(Effect.provide(ApiKeys.list(), Live))
