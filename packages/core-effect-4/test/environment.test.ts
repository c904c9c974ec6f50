/** The variable that holds the key, over the API of Effect 4. */
import { ApiKeys, FetchClient, OpenRouterClient } from "@openrouter-keys/core-effect-4"
import { Config, ConfigProvider, Effect, Layer, Redacted } from "effect"
import { environment, type EnvironmentClient, inferenceKey } from "../../core/test/suites/environment.js"
import { operation, toCallResult } from "./support/client.js"

const layers: { readonly [name: string]: Layer.Layer<ApiKeys, unknown> } = {
  layerLive: ApiKeys.layerLive,
  layerConfig: ApiKeys.layer.pipe(Layer.provide(OpenRouterClient.layerConfig()), Layer.provide(FetchClient.layer)),
  "layerConfig with other options": ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layerConfig({ timeout: Config.succeed("5 seconds") })),
    Layer.provide(FetchClient.layer)
  )
}

const wiped = () => {
  const key = Redacted.make(inferenceKey)
  Redacted.wipeUnsafe(key)
  return key
}

const resultOf = (name: Parameters<typeof operation>[0], request: unknown, layer: Layer.Layer<ApiKeys, unknown>) =>
  operation(name, request).pipe(Effect.provide(layer), Effect.exit, Effect.map(toCallResult))

const call: EnvironmentClient["call"] = (name, request, { apiKey, ...options }) => {
  const layer = Layer.suspend(() =>
    ApiKeys.layer.pipe(
      Layer.provide(
        OpenRouterClient.layer({
          apiKey: (typeof apiKey === "string" ? Redacted.make(apiKey) : apiKey) as OpenRouterClient.Options["apiKey"],
          ...options
        })
      ),
      Layer.provide(FetchClient.layer)
    )
  )
  return Effect.runPromise(resultOf(name, request, layer))
}

environment({
  name: "ApiKeys",
  call,
  layers: Object.fromEntries(
    Object.entries(layers).map(([name, layer]) => [
      name,
      (variables) =>
        Effect.runPromise(
          resultOf("list", {}, layer).pipe(Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(variables))))
        )
    ])
  ),
  keys: {
    "a wiped Redacted": wiped,
    "a wiped Redacted of an effect": () => Effect.sync(wiped),
    "a Redacted number": () => Redacted.make(5),
    "an effect that gives nothing": () => Effect.succeed(undefined),
    "an effect that dies": () => Effect.die(new Error(`no ${inferenceKey}`)),
    "an effect that fails": () => Effect.fail({ _tag: "VaultSealed", key: inferenceKey })
  }
})
