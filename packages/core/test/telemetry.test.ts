/** Spans, logs and metrics of the Effect API. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import { ApiKeys, FetchClient, OpenRouterClient } from "@openrouter-keys/core"
import { Context, Effect, FiberRef, FiberRefs, Layer, Logger, LogLevel, Option, Redacted, Tracer } from "effect"
import { coreTelemetry } from "./suites/coreTelemetry.js"
import { telemetry } from "./suites/telemetry.js"

telemetry(coreTelemetry)

describe("the span of a call", () => {
  const apiKey = Redacted.make("sk-or-v1-test")
  const empty = () => new Response("{\"data\":[]}", { status: 200, headers: { "content-type": "application/json" } })

  const list = (options: OpenRouterClient.Options, client: HttpClient.HttpClient) =>
    Effect.provide(
      ApiKeys.list(),
      ApiKeys.layer.pipe(
        Layer.provide(OpenRouterClient.layer(options)),
        Layer.provide(Layer.succeed(HttpClient.HttpClient, client))
      )
    )

  const overFetch = FetchClient.make(() => Promise.resolve(empty()))
  const seenName = Effect.map(Effect.option(Effect.currentSpan), Option.map(({ name }) => name))

  it.effect("is the current one for the effect that provides the token", () =>
    Effect.gen(function*() {
      let seen = Option.none<string>()
      const provider = Effect.map(seenName, (name) => {
        seen = name
        return apiKey
      })
      yield* list({ apiKey: provider }, overFetch)
      assert.deepStrictEqual(seen, Option.some("ApiKeys.list"))
    }))

  it.effect("is the current one for an HttpClient, also one that transformClient wraps", () =>
    Effect.gen(function*() {
      const seen: Array<Option.Option<string>> = []
      const note = Effect.map(seenName, (name) => void seen.push(name))
      yield* list(
        { apiKey },
        HttpClient.make((request) => Effect.as(note, HttpClientResponse.fromWeb(request, empty())))
      )
      yield* list({ apiKey, transformClient: HttpClient.tapRequest(() => note) }, overFetch)
      assert.deepStrictEqual(seen, [Option.some("ApiKeys.list"), Option.some("ApiKeys.list")])
    }))

  it.effect("is the current one for its log lines, and not after the call", () =>
    Effect.gen(function*() {
      const seen: Array<Option.Option<string>> = []
      const nameOf = (span: Tracer.AnySpan) => span._tag === "Span" ? span.name : span.spanId
      const logger = Logger.make(({ context }) => {
        const services = FiberRefs.getOrDefault(context, FiberRef.currentContext)
        seen.push(Option.map(Context.getOption(services, Tracer.ParentSpan), nameOf))
      })
      yield* list({ apiKey }, overFetch).pipe(
        Effect.provide(Logger.replace(Logger.defaultLogger, logger)),
        Logger.withMinimumLogLevel(LogLevel.Debug)
      )
      assert.deepStrictEqual(seen, [Option.some("ApiKeys.list")])
      assert.deepStrictEqual(yield* seenName, Option.none())
    }))
})
