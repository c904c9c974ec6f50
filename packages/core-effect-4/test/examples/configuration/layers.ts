import { ApiKeys, FetchClient, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core-effect-4"
import { Config, Effect, Layer } from "effect"

const Client = OpenRouterClient.layer({
  // An effect is run for each request. A `Config` is an effect, and so is a call to a secret store.
  apiKey: Config.Redacted("OPENROUTER_API_KEY"),
  serverURL: process.env["OPENROUTER_BASE_URL"],
  appTitle: "Key rotation",
  timeout: "10 seconds",
  retry: RetryPolicy.make({ maxRetries: 5, maxElapsed: "2 minutes" })
})

const Live = ApiKeys.layer.pipe(Layer.provide(Client), Layer.provide(FetchClient.layer))

await Effect.runPromise(Effect.provide(ApiKeys.list(), Live))
