/** What can be watched of a call. */
import { ApiKeys, RetryPolicy } from "@openrouter-keys/core-effect-4"
import { Effect, Logger, Metric, References, Tracer } from "effect"
import { inspect } from "node:util"
import { assert, describe, it } from "vitest"
import { bearer, created, createdKey, hash } from "../../core/test/support/wire.js"
import { over, responding, run } from "./support/run.js"

/** Runs an Effect with a tracer that keeps its spans. */
const traced = async (effect: Effect.Effect<unknown, unknown, ApiKeys>, layer: ReturnType<typeof over>) => {
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  await run(Effect.exit(Effect.withTracer(effect, tracer)), layer)
  return spans
}

describe("spans", () => {
  it("are one for each call, of kind client, with HTTP's attributes, and the caller's is the parent", async () => {
    const { fetch } = responding([200, `{"deleted":true}`])
    const [caller, span, ...others] = await traced(
      ApiKeys.delete({ hash }).pipe(Effect.withSpan("caller")),
      over(fetch)
    )
    assert.lengthOf(others, 0)
    assert.include(span, { name: "ApiKeys.delete", kind: "client" })
    assert.deepStrictEqual(span!.parent._tag === "Some" ? span!.parent.value.spanId : undefined, caller!.spanId)
    assert.strictEqual(span!.status._tag, "Ended")
    assert.deepStrictEqual(Object.fromEntries(span!.attributes), {
      "http.request.method": "DELETE",
      "server.address": "openrouter.ai",
      "server.port": 443,
      "url.full": `https://openrouter.ai/api/v1/keys/${hash}`,
      "url.template": "/keys/{hash}",
      "openrouter.attempts": 1,
      "http.response.status_code": 200
    })
    assert.strictEqual(caller!.attributes.size, 0)
  })

  it("tell of retries and failures, without a secret", async () => {
    const { fetch } = responding([500, ""], [500, `${bearer} {"key":"${createdKey}"}`])
    const retry = RetryPolicy.make({ initialInterval: 1, maxRetries: 1 })
    const [span] = await traced(ApiKeys.get({ hash }), over(fetch, { retry }))
    assert.deepStrictEqual(span!.events.map(([name, , { "error.type": type }]) => [name, type]), [["retry", "500"]])
    assert.include(Object.fromEntries(span!.attributes), {
      "openrouter.attempts": 2,
      "http.request.resend_count": 1,
      "error.type": "InternalServerError"
    })
    const text = inspect(span, { depth: Infinity })
    assert.include(text, "InternalServerError")
    assert.notInclude(text, bearer)
    assert.notInclude(text, createdKey)
  })

  it("are not made where tracing is off", async () => {
    const { fetch } = responding([200, `{"deleted":true}`])
    const spans = await traced(Effect.withTracerEnabled(ApiKeys.delete({ hash }), false), over(fetch))
    assert.lengthOf(spans, 0)
  })
})

it("metrics count calls by outcome, their time, retries and waits", async () => {
  const { fetch } = responding([429, ""], [401, ""], [200, `{"deleted":true}`])
  const retry = RetryPolicy.make({ initialInterval: 1 })
  const registry: Metric.MetricRegistry = new Map()
  const snapshot = await run(
    Effect.gen(function*() {
      yield* Effect.exit(ApiKeys.delete({ hash }))
      yield* ApiKeys.delete({ hash })
      yield* Effect.exit(ApiKeys.delete({ hash: ".." }))
      return yield* Metric.snapshot
    }).pipe(Effect.provideService(Metric.MetricRegistry, registry)),
    over(fetch, { retry })
  )
  const counts = snapshot.filter(({ id }) => id.startsWith("openrouter_keys")).map(({ attributes, id, state }) => [
    id,
    attributes?.["outcome"],
    "count" in state ? Number(state.count) : undefined
  ])
  assert.sameDeepMembers(counts.filter(([id]) => id !== "openrouter_keys_retry_wait"), [
    ["openrouter_keys_calls", "Rejected", 1],
    ["openrouter_keys_calls", "Success", 1],
    ["openrouter_keys_calls", "NotSent", 1],
    ["openrouter_keys_call_duration", undefined, 3],
    ["openrouter_keys_retries", undefined, 1]
  ])
  assert.isTrue(
    snapshot.every(({ attributes, id }) => !id.startsWith("openrouter_keys") || attributes?.["operation"] === "delete")
  )
})

it("debug logs tell how calls end, at that level alone, without a secret", async () => {
  const { fetch } = responding([201, created])
  for (const [level, lines] of [["Info", 0], ["Debug", 1]] as const) {
    const logged: Array<string> = []
    const logger = Logger.make(({ fiber, message }) => {
      logged.push(inspect([message, fiber.getRef(References.CurrentLogAnnotations)]))
    })
    await run(
      ApiKeys.create({ name: "CI" }).pipe(
        Effect.provideService(References.MinimumLogLevel, level),
        Effect.provide(Logger.layer([logger]))
      ),
      over(fetch)
    )
    assert.lengthOf(logged, lines)
    for (const line of logged) {
      assert.include(line, "ApiKeys.create: Success")
      assert.notInclude(line, bearer)
      assert.notInclude(line, createdKey)
    }
  }
})
