import { ApiKeys, OpenRouterClient } from "@openrouter-keys/core-effect-4"
import * as UndiciClient from "@openrouter-keys/core-effect-4/UndiciClient"
import { Effect, Layer } from "effect"

const Live = ApiKeys.layer.pipe(
  Layer.provide(OpenRouterClient.layerConfig()),
  Layer.provide(UndiciClient.layer({ connections: 10 }))
)

export const main = ApiKeys.list().pipe(Effect.provide(Live))
