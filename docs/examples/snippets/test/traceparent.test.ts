/** The recipe on the page about observability sends the header that it promises. */
import { FetchHttpClient } from "@effect/platform"
import { assert, it } from "@effect/vitest"
import { Effect, Option, Tracer } from "effect"
import { afterEach, vi } from "vitest"

afterEach(() => vi.unstubAllEnvs())

it.live("a request names the operation's span as its parent", () =>
  Effect.gen(function*() {
    vi.stubEnv("OPENROUTER_API_KEY", "test")
    vi.stubEnv("OPENROUTER_BASE_URL", "http://localhost/api/v1")
    const sent: Array<Headers> = []
    const fetch: typeof globalThis.fetch = async (_, init) => {
      sent.push(new Headers(init?.headers))
      return new Response(JSON.stringify({ data: [] }))
    }
    const spans: Array<Tracer.Span> = []
    const native = yield* Effect.tracer
    const recording = Tracer.make({
      ...native,
      span: (...args) => {
        const span = native.span(...args)
        spans.push(span)
        return span
      },
      context: (evaluate, fiber) => native.context(evaluate, fiber)
    })
    const { main } = yield* Effect.promise(() => import("../src/traceparent.js"))
    yield* main.pipe(
      Effect.provideService(FetchHttpClient.Fetch, fetch),
      Effect.withSpan("rotation"),
      Effect.withTracer(recording)
    )
    const span = spans.find(({ name }) => name === "ApiKeys.list")
    assert.strictEqual(Option.getOrThrow(Option.fromNullable(span)).traceId, spans[0]!.traceId)
    assert.deepStrictEqual(sent.map((headers) => headers.get("traceparent")), [
      `00-${span!.traceId}-${span!.spanId}-01`
    ])
  }))
