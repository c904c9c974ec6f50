import { ApiKeys } from "@openrouter-keys/core-effect-4"
import { Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { Otlp } from "effect/observability"

const tracing = Otlp.layerJson({
  baseUrl: process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "http://localhost:4318",
  resource: { serviceName: "key-rotation" }
}).pipe(Layer.provide(FetchHttpClient.layer))

export const main = ApiKeys.list().pipe(
  Effect.tapError((error) => Effect.annotateCurrentSpan("error.type", error._tag)),
  Effect.withSpan("rotate"), // the parent of ApiKeys.list
  Effect.provide([ApiKeys.layerLive, tracing])
)
