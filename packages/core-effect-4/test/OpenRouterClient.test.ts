import { ApiKeys, FetchClient, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core-effect-4"
import { Config, ConfigProvider, Effect, Fiber, Layer, Redacted, Stream } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { inspect } from "node:util"
import { assert, describe, it } from "vitest"
import { bearer, page, wireKey } from "../../core/test/support/wire.js"
import { over, responding, run } from "./support/run.js"

const ok = [200, page(wireKey)] as const

describe("configuration", () => {
  const client = (options?: Config.Wrap<Partial<OpenRouterClient.Options>>, env: Record<string, string> = {}) => {
    const { fetch, requests } = responding(ok)
    const layer = ApiKeys.layer.pipe(
      Layer.provide(OpenRouterClient.layerConfig(options)),
      Layer.provide(Layer.succeed(HttpClient.HttpClient, FetchClient.make(fetch))),
      Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env)))
    )
    return { requests, layer }
  }

  it("is read from the environment", async () => {
    const { layer, requests } = client(undefined, {
      OPENROUTER_API_KEY: "",
      OPENROUTER_MANAGEMENT_KEY: bearer,
      OPENROUTER_BASE_URL: "http://localhost:9/v1",
      OPENROUTER_APP_TITLE: "Keys",
      OPENROUTER_HTTP_REFERER: ""
    })
    await run(ApiKeys.list(), layer)
    const [{ headers, url }] = requests as [(typeof requests)[0]]
    assert.strictEqual(url, "http://localhost:9/v1/keys")
    assert.strictEqual(headers.get("authorization"), `Bearer ${bearer}`)
    assert.strictEqual(headers.get("x-openrouter-title"), "Keys")
    assert.isFalse(headers.has("http-referer"))
  })

  it("comes from the options, and from the environment for the others", async () => {
    const { layer, requests } = client(
      { apiKey: Config.Redacted("MY_KEY"), serverURL: Config.succeed("http://localhost/other") },
      { MY_KEY: bearer, OPENROUTER_API_KEY: "another", OPENROUTER_APP_TITLE: "Keys" }
    )
    await run(ApiKeys.list(), layer)
    assert.strictEqual(requests[0]!.url, "http://localhost/other/keys")
    assert.strictEqual(requests[0]!.headers.get("authorization"), `Bearer ${bearer}`)
    assert.strictEqual(requests[0]!.headers.get("x-openrouter-title"), "Keys")
  })

  it("without a key is a ConfigError that names the variable", async () => {
    const { layer } = client()
    const error = await Effect.runPromise(Effect.flip(Effect.provide(ApiKeys.list(), layer)))
    assert.strictEqual(error._tag, "ConfigError")
    assert.include(error.message, "OPENROUTER_API_KEY")
  })
})

describe("the options of a call", () => {
  it("apply only to the calls inside, and the inner ones win", async () => {
    const { fetch, requests } = responding(ok)
    const headers = (name: string) => ({ headers: { "x-name": name } })
    await run(
      Effect.all([
        ApiKeys.list().pipe(
          OpenRouterClient.withOptions({ ...headers("inner"), serverURL: "http://localhost/a" }),
          OpenRouterClient.withOptions({ ...headers("outer"), serverURL: "http://localhost/b" })
        ),
        OpenRouterClient.withOptions(Stream.runDrain(ApiKeys.listAll()), headers("data first")),
        ApiKeys.list()
      ], { concurrency: "unbounded" }),
      over(fetch)
    )
    const seen = new Set(requests.map(({ headers, url }) => `${headers.get("x-name")} ${url.split("?")[0]}`))
    assert.deepStrictEqual([...seen].sort(), [
      "data first https://openrouter.ai/api/v1/keys",
      "inner http://localhost/a/keys",
      "null https://openrouter.ai/api/v1/keys"
    ])
  })

  it("set how often a call is retried", async () => {
    const { fetch, requests } = responding([500, ""], [500, ""], ok)
    const retry = RetryPolicy.make({ initialInterval: "1 milli", maxRetries: 2 })
    await run(OpenRouterClient.withOptions(ApiKeys.list(), { retry }), over(fetch))
    assert.lengthOf(requests, 3)
  })
})

describe("the token", () => {
  it("is resolved for each request", async () => {
    const { fetch, requests } = responding([500, ""], ok)
    let count = 0
    const apiKey = Effect.sync(() => Redacted.make(`sk-or-v1-${count++}`))
    const retry = RetryPolicy.make({ initialInterval: 1 })
    await run(ApiKeys.list(), over(fetch, { apiKey, retry }))
    assert.deepStrictEqual(requests.map(({ headers }) => headers.get("authorization")), [
      "Bearer sk-or-v1-0",
      "Bearer sk-or-v1-1"
    ])
  })

  it("that does not arrive in time ends the call, and nothing was sent", async () => {
    const { fetch, requests } = responding(ok)
    const error = await Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(Effect.flip(ApiKeys.create({ name: "CI" })))
      yield* TestClock.adjust("30 seconds")
      return yield* Fiber.join(fiber)
    }).pipe(
      Effect.provide(Layer.mergeAll(over(fetch, { apiKey: Effect.never }), TestClock.layer())),
      Effect.runPromise
    )
    assert.include(error, { _tag: "RequestTimeout", outcome: "NotSent", attempts: 0 })
    assert.lengthOf(requests, 0)
  })

  it("is not shown by a client, a service or an error", async () => {
    const { fetch } = responding([401, `{"error":{"message":"wrong key ${bearer}"}}`])
    await run(
      Effect.gen(function*() {
        const keys = yield* ApiKeys
        const error = yield* Effect.flip(keys.list())
        for (const value of [keys, error, String(error), JSON.stringify(error)]) {
          assert.notInclude(inspect(value, { depth: Infinity, showHidden: true }), bearer)
        }
      }),
      over(fetch)
    )
  })
})

describe("a running request", () => {
  it("is aborted when the call is interrupted", async () => {
    const signals: Array<AbortSignal> = []
    const fetch: FetchClient.Fetch = (_, { signal }) => {
      signals.push(signal!)
      return new Promise(() => {})
    }
    await run(
      Effect.gen(function*() {
        const fiber = yield* Effect.forkChild(ApiKeys.list())
        yield* Effect.yieldNow
        yield* Fiber.interrupt(fiber)
      }),
      over(fetch)
    )
    assert.deepStrictEqual(signals.map(({ aborted }) => aborted), [true])
  })

  it("ends in time even in an uninterruptible region, over fetch and over any other client", async () => {
    const hangs: FetchClient.Fetch = () => new Promise(() => {})
    for (
      const transformClient of [undefined, (client: HttpClient.HttpClient) => HttpClient.mapRequest(client, (_) => _)]
    ) {
      const error = await run(
        Effect.uninterruptible(Effect.flip(ApiKeys.create({ name: "CI" }))),
        over(hangs, { timeout: "20 millis", transformClient })
      )
      assert.include(error, { _tag: "RequestTimeout", timeoutMs: 20, outcome: "Unknown" })
    }
  })
})

it("transformClient wraps the client of every request", async () => {
  const { fetch, requests } = responding(ok)
  const transformClient = HttpClient.mapRequest(HttpClientRequest.setHeader("x-added", "yes"))
  await run(ApiKeys.list(), over(fetch, { transformClient }))
  assert.strictEqual(requests[0]!.headers.get("x-added"), "yes")
  // Platform's own span would have added it.
  assert.isFalse(requests[0]!.headers.has("traceparent"))
})
