/** What can be watched of a call, seen through OpenTelemetry and Effect's metrics. */
import * as NodeSdk from "@effect/opentelemetry/NodeSdk"
import { assert, describe, it } from "@effect/vitest"
import { ApiKeys, RetryPolicy } from "@openrouter-keys/core"
import { SpanKind, SpanStatusCode } from "@opentelemetry/api"
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base"
import { Effect, Fiber, Logger, LogLevel, Metric } from "effect"
import { inspect } from "node:util"
import { calls, names, over } from "./support/calls.js"
import { inTurn, respondWith, serve } from "./support/server.js"
import { bearer, created, createdKey, hash, refusal } from "./support/wire.js"

/** Runs an effect with an exporter in memory: what it exported by the end. */
const exported = <A, E>(self: Effect.Effect<A, E>): Effect.Effect<ReadonlyArray<ReadableSpan>, E> =>
  Effect.suspend(() => {
    const exporter = new InMemorySpanExporter()
    const layer = NodeSdk.layer(() => ({
      resource: { serviceName: "test" },
      spanProcessor: new SimpleSpanProcessor(exporter)
    }))
    // The exporter forgets when its layer closes.
    const finished = Effect.delay(Effect.sync(() => exporter.getFinishedSpans()), "1 millis")
    return Effect.provide(Effect.zipRight(self, finished), layer)
  })

const quick = { retry: RetryPolicy.make({ initialInterval: 1 }) }

describe("spans", () => {
  it.live.each(names)("%s is one span of kind client with HTTP's attributes", (name) =>
    Effect.gen(function*() {
      const { method, run, success: [status, body] } = calls[name]
      const server = yield* serve(respondWith(status, body))
      const [span, ...others] = yield* exported(Effect.provide(run, over(server.url)))
      const { port } = new URL(server.url)
      assert.lengthOf(others, 0)
      assert.strictEqual(span!.name, `ApiKeys.${name}`)
      assert.strictEqual(span!.kind, SpanKind.CLIENT)
      assert.include(span!.attributes, {
        "http.request.method": method,
        "http.response.status_code": status,
        "server.address": "127.0.0.1",
        "server.port": Number(port),
        "url.full": `${server.url}${calls[name].path.replace("/api/v1", "")}`,
        "url.template": calls[name].path.replace("/api/v1", "").replace(hash, "{hash}"),
        "openrouter.attempts": 1
      })
    }).pipe(Effect.scoped))

  it.live("a retry is an event with its reason and delay, and counted", () =>
    Effect.gen(function*() {
      const server = yield* serve(inTurn(
        respondWith(429, "", { "retry-after-ms": "7" }),
        ({ response }) => response.socket!.destroy(),
        respondWith(200, calls.update.success[1])
      ))
      const [span] = yield* exported(Effect.provide(calls.update.run, over(server.url, quick)))
      assert.include(span!.attributes, { "openrouter.attempts": 3, "http.request.resend_count": 2 })
      assert.deepStrictEqual(span!.events.map((event) => [event.name, event.attributes?.["error.type"]]), [
        ["retry", "429"],
        ["retry", "Connection"]
      ])
      // The service asks for 7 ms; the computed delay of at most 1 ms is less, and jitter of up to 100 ms is added.
      const delay = span!.events[0]!.attributes?.["retry.delay_ms"] as number
      assert.isAtLeast(delay, 7)
      assert.isAtMost(delay, 107)
    }).pipe(Effect.scoped))

  it.live("a failure has its type, its status, and no secret", () =>
    Effect.gen(function*() {
      const server = yield* serve(({ request, response }) => {
        response.writeHead(500).end(`${request.headers.authorization} {"key":"${createdKey}"}`)
      })
      const spans = yield* exported(Effect.provide(Effect.flip(calls.create.run), over(server.url)))
      assert.strictEqual(spans[0]!.status.code, SpanStatusCode.ERROR)
      assert.include(spans[0]!.attributes, { "error.type": "InternalServerError", "http.response.status_code": 500 })
      const text = inspect(
        spans.map(({ attributes, events, name, status }) => ({ attributes, events, name, status })),
        {
          depth: Infinity
        }
      )
      assert.notInclude(text, bearer)
      assert.notInclude(text, createdKey)
    }).pipe(Effect.scoped))

  it.live("the exception of a failure has the class's name as its type, not the service's code", () =>
    Effect.gen(function*() {
      const closed = yield* Effect.scoped(serve(() => {}))
      const notFound = yield* serve(respondWith(404, refusal(404, "no")))
      for (
        const [url, type] of [[notFound.url, "NotFound"], [closed.url, "ConnectionError"]] as const
      ) {
        const [span] = yield* exported(Effect.provide(Effect.flip(calls.get.run), over(url)))
        const [exception] = span!.events.filter(({ name }) => name === "exception")
        assert.strictEqual(exception!.attributes?.["exception.type"], type)
        assert.include(String(exception!.attributes?.["exception.message"]), "get: ")
        assert.include(String(exception!.attributes?.["exception.stacktrace"]), "support/calls.ts")
      }
    }).pipe(Effect.scoped))

  it.live("a key that was taken for a hash is masked in the URL that is told", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(404, refusal(404, "no")))
      const spans = yield* exported(Effect.provide(Effect.flip(ApiKeys.get({ hash: createdKey })), over(server.url)))
      assert.include(String(spans[0]!.attributes["url.full"]), "/keys/<redacted>")
    }).pipe(Effect.scoped))

  it.live("a span of the caller's is its parent, and keeps its own attributes", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(...calls.list.success))
      const spans = yield* exported(calls.list.run.pipe(Effect.withSpan("caller"), Effect.provide(over(server.url))))
      const [list, caller] = spans
      assert.strictEqual(list!.parentSpanContext?.spanId, caller!.spanContext().spanId)
      assert.deepStrictEqual(caller!.attributes, {})
    }).pipe(Effect.scoped))

  it.live("a span of the caller's has the class's name where it is noted there, as the docs show", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(404, refusal(404, "no")))
      const spans = yield* exported(Effect.flip(calls.get.run.pipe(
        Effect.tapError((error) => Effect.annotateCurrentSpan("error.type", error._tag)),
        Effect.withSpan("caller"),
        Effect.provide(over(server.url))
      )))
      assert.deepStrictEqual(
        spans.map(({ attributes, name, status }) => [name, attributes["error.type"], status.code]),
        [["ApiKeys.get", "NotFound", SpanStatusCode.ERROR], ["caller", "NotFound", SpanStatusCode.ERROR]]
      )
    }).pipe(Effect.scoped))

  it.live("there is none where tracing is off, and the caller's keeps its own attributes and events", () =>
    Effect.gen(function*() {
      const server = yield* serve(inTurn(
        respondWith(429, "", { "retry-after-ms": "1" }),
        respondWith(404, refusal(404, "no"))
      ))
      const spans = yield* exported(
        Effect.flip(calls.get.run).pipe(
          Effect.withTracerEnabled(false),
          Effect.withSpan("caller"),
          Effect.provide(over(server.url, quick))
        )
      )
      assert.deepStrictEqual(spans.map(({ attributes, events, name }) => ({ name, attributes, events })), [
        { name: "caller", attributes: {}, events: [] }
      ])
    }).pipe(Effect.scoped))
})

describe("debug logs", () => {
  const logged = <A, E>(self: Effect.Effect<A, E>) =>
    Effect.suspend(() => {
      const lines: Array<readonly [message: string, annotations: object]> = []
      const logger = Logger.make<unknown, void>(({ annotations, message }) => {
        lines.push([String(message), Object.fromEntries(annotations)])
      })
      return Effect.as(self, lines).pipe(
        Logger.withMinimumLogLevel(LogLevel.Debug),
        Effect.provide(Logger.replace(Logger.defaultLogger, logger))
      )
    })

  it.live("name the operation, and are annotated so that they can be filtered", () =>
    Effect.gen(function*() {
      const server = yield* serve(inTurn(
        respondWith(500, ""),
        respondWith(200, calls.get.success[1]),
        respondWith(404, "")
      ))
      const [retry, success, failure, ...others] = yield* logged(
        Effect.zipRight(calls.get.run, Effect.flip(calls.get.run)).pipe(Effect.provide(over(server.url, quick)))
      )
      assert.lengthOf(others, 0)
      assert.strictEqual(retry![0], "ApiKeys.get: retry")
      assert.include(retry![1], { "openrouter.operation": "get", "error.type": "500" })
      assert.property(retry![1], "retry.delay_ms")
      assert.strictEqual(success![0], "ApiKeys.get: Success")
      assert.strictEqual(failure![0], "ApiKeys.get: NotFound")
      for (const [, annotations] of [success!, failure!]) {
        assert.include(annotations, { "openrouter.operation": "get" })
        assert.property(annotations, "duration_ms")
      }
    }).pipe(Effect.scoped))
})

describe("metrics", () => {
  const state = Effect.map(
    Metric.snapshot,
    (pairs) =>
      new Map(
        pairs.filter(({ metricKey }) => metricKey.name.startsWith("openrouter_keys_")).map((
          { metricKey, metricState }
        ) => {
          const tags = metricKey.tags.map(({ key, value }) => `${key}=${value}`).sort().join(",")
          const name: string = `${metricKey.name}{${tags}}`
          return [name, (metricState as unknown as { readonly count: number }).count]
        })
      )
  )

  it.live("count calls by operation and outcome, their duration, retries and waits", () =>
    Effect.gen(function*() {
      const server = yield* serve(inTurn(
        respondWith(201, created),
        respondWith(500, ""),
        respondWith(429, "", { "retry-after-ms": "5" }),
        respondWith(201, created)
      ))
      const before = yield* state
      yield* Effect.gen(function*() {
        yield* calls.create.run
        yield* Effect.flip(calls.create.run)
        yield* calls.create.run
        yield* Effect.flip(ApiKeys.create({ name: "" }))
      }).pipe(Effect.provide(over(server.url, quick)))
      const after = yield* state
      const grown = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0)
      assert.strictEqual(grown("openrouter_keys_calls{operation=create,outcome=Success}"), 2)
      assert.strictEqual(grown("openrouter_keys_calls{operation=create,outcome=Unknown}"), 1)
      assert.strictEqual(grown("openrouter_keys_calls{operation=create,outcome=NotSent}"), 1)
      assert.strictEqual(grown("openrouter_keys_call_duration{operation=create}"), 4)
      assert.strictEqual(grown("openrouter_keys_retries{operation=create}"), 1)
      assert.isAtLeast(grown("openrouter_keys_retry_wait{operation=create}"), 5)
      assert.isAtMost(grown("openrouter_keys_retry_wait{operation=create}"), 105)
    }).pipe(Effect.scoped))

  it.live("count an interrupted call as one", () =>
    Effect.gen(function*() {
      const server = yield* serve(() => {})
      const before = yield* state
      const fiber = yield* Effect.fork(Effect.provide(calls.get.run, over(server.url)))
      yield* Effect.sleep("30 millis")
      yield* Fiber.interrupt(fiber)
      const name = "openrouter_keys_calls{operation=get,outcome=Interrupted}"
      assert.strictEqual(((yield* state).get(name) ?? 0) - (before.get(name) ?? 0), 1)
    }).pipe(Effect.scoped))
})
