import * as Otlp from "@effect/opentelemetry/Otlp"
import { FetchHttpClient } from "@effect/platform"
import { ApiKeys } from "@openrouter-keys/core"
import { Fleet } from "@openrouter-keys/fleet"
import { Layer } from "effect"

const telemetry = Otlp.layerJson({
  baseUrl: process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "http://localhost:4318",
  resource: { serviceName: "openrouter-keys-runner" }
}).pipe(Layer.provide(FetchHttpClient.layer))

/** A runner that exports its spans, metrics and logs. */
export const runner = Fleet.layerCluster().pipe(
  Layer.provide(ApiKeys.layerLive),
  Layer.provide(telemetry),
  Layer.launch
)
