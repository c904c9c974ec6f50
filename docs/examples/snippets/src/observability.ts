import * as NodeSdk from "@effect/opentelemetry/NodeSdk"
import { ApiKeys } from "@openrouter-keys/core"
import { BatchSpanProcessor, ConsoleSpanExporter } from "@opentelemetry/sdk-trace-base"
import { Effect } from "effect"

const tracing = NodeSdk.layer(() => ({
  resource: { serviceName: "key-rotation" },
  spanProcessor: new BatchSpanProcessor(new ConsoleSpanExporter())
}))

export const main = ApiKeys.list().pipe(
  Effect.tapError((error) => Effect.annotateCurrentSpan("error.type", error._tag)),
  Effect.withSpan("rotate"), // the parent of ApiKeys.list
  Effect.provide([ApiKeys.layerLive, tracing])
)
