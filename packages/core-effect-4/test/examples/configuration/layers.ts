import { ApiKeys, FetchClient, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core-effect-4"
import { Config, Effect, Layer } from "effect"

const Client = OpenRouterClient.layer({
  // An effect is asked anew for each request; a `Config` is one, and so is a call to a store of secrets.
  apiKey: Config.Redacted("OPENROUTER_API_KEY"),
  serverURL: process.env["OPENROUTER_BASE_URL"],
  appTitle: "Key rotation",
  timeout: "10 seconds",
  retry: RetryPolicy.make({ maxRetries: 5, maxElapsed: "2 minutes" })
})

const Live = ApiKeys.layer.pipe(Layer.provide(Client), Layer.provide(FetchClient.layer))

await Effect.runPromise(Effect.provide(ApiKeys.list(), Live))
