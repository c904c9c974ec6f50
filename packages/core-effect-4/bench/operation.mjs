// One operation from core-effect-4, over fetch.
import { ApiKeys } from "@openrouter-keys/core-effect-4/ApiKeys"
import { OpenRouterClient } from "@openrouter-keys/core-effect-4/OpenRouterClient"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"

/** @param {import("effect/Redacted").Redacted} apiKey */
export const list = (apiKey) =>
  ApiKeys.list().pipe(
    Effect.provide(ApiKeys.layer.pipe(
      Layer.provide(OpenRouterClient.layer({ apiKey })),
      Layer.provide(FetchHttpClient.layer)
    )),
    Effect.runPromise
  )
