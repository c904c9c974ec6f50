// One operation from core, over fetch.
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import { OpenRouterClient } from "@openrouter-keys/core/OpenRouterClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export const list = (apiKey) =>
  ApiKeys.list().pipe(
    Effect.provide(ApiKeys.layer),
    Effect.provide(Layer.provide(OpenRouterClient.layer({ apiKey }), FetchHttpClient.layer)),
    Effect.runPromise
  )
