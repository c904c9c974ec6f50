/** The API of Effect 4, watched through Effect's exporter for OpenTelemetry and its loggers and metrics. */
import { FetchClient } from "@openrouter-keys/core-effect-4"
import { Effect, Fiber, Layer, Logger, Metric, References } from "effect"
import { FetchHttpClient } from "effect/http"
import { OtlpSerialization, OtlpTracer } from "effect/observability"
import type { Called, SeenLine, SeenSpan, TelemetryClient, Tracing } from "../../../core/test/suites/telemetry.js"
import type { Settings } from "../../../core/test/suites/testClient.js"
import { layerOf, operation } from "./client.js"

const callOf = ({ name, request }: Called, settings: Settings) =>
  Effect.provide(operation(name, request), layerOf(settings, FetchClient.layer))

// =====================================================================================================================
// Spans, in the JSON of OpenTelemetry's protocol
// =====================================================================================================================

type Json<T> = ReadonlyArray<{ readonly key: string; readonly value: T }>
type Attributes = Json<Readonly<Record<string, string | number | boolean>>>

interface JsonSpan {
  readonly name: string
  readonly kind: number
  readonly spanId: string
  readonly parentSpanId?: string
  readonly status: { readonly code: number }
  readonly attributes: Attributes
  readonly events: ReadonlyArray<{ readonly name: string; readonly attributes: Attributes }>
}

interface JsonBody {
  readonly resourceSpans: ReadonlyArray<{
    readonly scopeSpans: ReadonlyArray<{ readonly spans: ReadonlyArray<JsonSpan> }>
  }>
}

const toRecord = (attributes: Attributes): SeenSpan["attributes"] =>
  Object.fromEntries(attributes.map(({ key, value }) => {
    const [[type, plain] = []] = Object.entries(value)
    return [key, type === "intValue" ? Number(plain) : plain!]
  }))

const toSeenSpan = ({ attributes, events, kind, name, parentSpanId, spanId, status }: JsonSpan): SeenSpan => ({
  name,
  kind: kind === 3 ? "client" : "internal",
  id: spanId,
  parentId: parentSpanId,
  isError: status.code === 2,
  attributes: toRecord(attributes),
  events: events.map(({ attributes, name }) => ({ name, attributes: toRecord(attributes) }))
})

const inCaller = (call: Effect.Effect<unknown, unknown>, caller: Tracing["caller"]) => {
  switch (caller) {
    case undefined:
      return call
    case "plain":
      return Effect.withSpan(call, "caller")
    case "noted":
      return call.pipe(
        Effect.tapError((error) => Effect.annotateCurrentSpan("error.type", (error as { readonly _tag: string })._tag)),
        Effect.withSpan("caller")
      )
    case "untraced":
      return call.pipe(Effect.withTracerEnabled(false), Effect.withSpan("caller"))
  }
}

const traced: TelemetryClient["traced"] = async (called, settings, { caller } = {}) => {
  const spans: Array<SeenSpan> = []
  const collect: typeof fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const body = await new Request(input, init).json() as JsonBody
    for (const { scopeSpans } of body.resourceSpans) {
      for (const scope of scopeSpans) spans.push(...scope.spans.map(toSeenSpan))
    }
    return new Response("{}")
  }
  const exporter = OtlpTracer.layer({ url: "http://collector.test/v1/traces", resource: { serviceName: "test" } }).pipe(
    Layer.provide([OtlpSerialization.layerJson, FetchHttpClient.layer]),
    Layer.provide(Layer.succeed(FetchHttpClient.Fetch, collect))
  )
  await Effect.runPromise(Effect.provide(Effect.exit(inCaller(callOf(called, settings), caller)), exporter))
  return spans
}

// =====================================================================================================================
// Logs and metrics
// =====================================================================================================================

const logged: TelemetryClient["logged"] = (called, settings, level) => {
  const lines: Array<SeenLine> = []
  const logger = Logger.make(({ fiber, message }) => {
    lines.push({ message: String(message), annotations: fiber.getRef(References.CurrentLogAnnotations) })
  })
  return Effect.forEach(called, (each) => Effect.exit(callOf(each, settings)), { discard: true }).pipe(
    Effect.provideService(References.MinimumLogLevel, level),
    Effect.provide(Logger.layer([logger])),
    Effect.as(lines),
    Effect.runPromise
  )
}

const counted: TelemetryClient["counted"] = (called, settings, interruptAfterMs) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.forkChild(
      Effect.forEach(called, (each) => Effect.exit(callOf(each, settings)), { discard: true })
    )
    if (interruptAfterMs === undefined) yield* Fiber.join(fiber)
    else yield* Effect.andThen(Effect.sleep(interruptAfterMs), Fiber.interrupt(fiber))
    const counts = new Map((yield* Metric.snapshot).map(({ attributes, id, state }) => {
      const tags = Object.entries(attributes ?? {}).map(([key, value]) => `${key}=${value}`).sort().join(",")
      const name: string = `${id}{${tags}}`
      return [name, "count" in state ? Number(state.count) : 0]
    }))
    return (metric: string): number => counts.get(metric) ?? 0
  }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()), Effect.runPromise)

export const telemetryClient: TelemetryClient = { name: "ApiKeys", traced, logged, counted }
