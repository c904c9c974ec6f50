/** The Effect API, watched through OpenTelemetry's SDK and Effect's own loggers and metrics. */
import * as NodeSdk from "@effect/opentelemetry/NodeSdk"
import { FetchClient } from "@openrouter-keys/core"
import { SpanKind, SpanStatusCode } from "@opentelemetry/api"
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base"
import { Effect, Fiber, Logger, LogLevel, Metric } from "effect"
import { layerOf, operation } from "./coreClient.js"
import type { Called, SeenLine, SeenSpan, TelemetryClient, Tracing } from "./telemetry.js"
import type { Settings } from "./testClient.js"

const callOf = ({ name, request }: Called, settings: Settings) =>
  Effect.provide(operation(name, request), layerOf(settings, FetchClient.layer))

const toSeenSpan = (span: ReadableSpan): SeenSpan => ({
  name: span.name,
  kind: span.kind === SpanKind.CLIENT ? "client" : "internal",
  id: span.spanContext().spanId,
  parentId: span.parentSpanContext?.spanId,
  isError: span.status.code === SpanStatusCode.ERROR,
  attributes: span.attributes as SeenSpan["attributes"],
  events: span.events.map(({ attributes, name }) => ({ name, attributes: { ...attributes } as SeenSpan["attributes"] }))
})

/** Where the span was made is no attribute of it. */
const unnoticed = { captureStackTrace: false }

const inCaller = (call: Effect.Effect<unknown, unknown>, caller: Tracing["caller"]) => {
  switch (caller) {
    case undefined:
      return call
    case "plain":
      return Effect.withSpan(call, "caller", unnoticed)
    case "noted":
      return call.pipe(
        Effect.tapError((error) => Effect.annotateCurrentSpan("error.type", (error as { readonly _tag: string })._tag)),
        Effect.withSpan("caller", unnoticed)
      )
    case "untraced":
      return call.pipe(Effect.withTracerEnabled(false), Effect.withSpan("caller", unnoticed))
  }
}

const traced: TelemetryClient["traced"] = (called, settings, { caller } = {}) =>
  Effect.suspend(() => {
    const exporter = new InMemorySpanExporter()
    const layer = NodeSdk.layer(() => ({
      resource: { serviceName: "test" },
      spanProcessor: new SimpleSpanProcessor(exporter)
    }))
    // The exporter forgets when its layer closes.
    const finished = Effect.delay(Effect.sync(() => exporter.getFinishedSpans().map(toSeenSpan)), "1 millis")
    return inCaller(callOf(called, settings), caller).pipe(
      Effect.exit,
      Effect.zipRight(finished),
      Effect.provide(layer)
    )
  }).pipe(Effect.runPromise)

const logged: TelemetryClient["logged"] = (called, settings, level) => {
  const lines: Array<SeenLine> = []
  const logger = Logger.make<unknown, void>(({ annotations, message }) => {
    lines.push({ message: String(message), annotations: Object.fromEntries(annotations) })
  })
  return Effect.forEach(called, (each) => Effect.exit(callOf(each, settings)), { discard: true }).pipe(
    Logger.withMinimumLogLevel(LogLevel.fromLiteral(level)),
    Effect.provide(Logger.replace(Logger.defaultLogger, logger)),
    Effect.as(lines),
    Effect.runPromise
  )
}

const state = Effect.map(Metric.snapshot, (pairs) =>
  new Map(pairs.map(({ metricKey, metricState }) => {
    const tags = metricKey.tags.map(({ key, value }) => `${key}=${value}`).sort().join(",")
    const name: string = `${metricKey.name}{${tags}}`
    return [name, (metricState as unknown as { readonly count: number }).count]
  })))

const counted: TelemetryClient["counted"] = (called, settings, interruptAfterMs) =>
  Effect.gen(function*() {
    const before = yield* state
    const calls = Effect.forEach(called, (each) => Effect.exit(callOf(each, settings)), { discard: true })
    const fiber = yield* Effect.fork(calls)
    if (interruptAfterMs === undefined) yield* Fiber.join(fiber)
    else yield* Effect.zipRight(Effect.sleep(interruptAfterMs), Fiber.interrupt(fiber))
    const after = yield* state
    return (metric: string): number => (after.get(metric) ?? 0) - (before.get(metric) ?? 0)
  }).pipe(Effect.runPromise)

export const coreTelemetry: TelemetryClient = { name: "ApiKeys", traced, logged, counted }
