import { FetchHttpClient, HttpClient, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { ApiKeys, OpenRouterClient, type OpenRouterError, RetryPolicy } from "@openrouter-keys/core"
import {
  Config,
  ConfigProvider,
  Context,
  Effect,
  Fiber,
  FiberRef,
  Layer,
  Logger,
  LogLevel,
  Option,
  Redacted,
  Stream
} from "effect"
import { inspect } from "node:util"
import { over, shown, transports } from "./support/calls.js"
import { respondWith, serve } from "./support/server.js"
import { bearer, created, createdKey, hash, page } from "./support/wire.js"

/** An HTTP client that gives one response to everything. */
const answering = (body: string) =>
  Layer.succeed(
    HttpClient.HttpClient,
    HttpClient.make((request) => Effect.succeed(HttpClientResponse.fromWeb(request, new Response(body))))
  )

const failing = (call: Effect.Effect<unknown, OpenRouterError.OpenRouterError, ApiKeys>) => Effect.flip(call)

describe("the server URL", () => {
  it.live("may end in a slash and may have a path", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(200, page()))
      for (const url of [server.url, `${server.url}/`, `${server.url}//`]) {
        yield* Effect.provide(ApiKeys.list(), over(url))
      }
      yield* Effect.provide(ApiKeys.list(), over(server.url.replace("/api/v1", "/proxy/openrouter")))
      assert.deepStrictEqual(server.requests.map(({ url }) => url), [
        "/api/v1/keys",
        "/api/v1/keys",
        "/api/v1/keys",
        "/proxy/openrouter/keys"
      ])
    }).pipe(Effect.scoped))

  const wrong = [
    "",
    "openrouter.ai",
    "/api/v1",
    "ftp://openrouter.ai",
    "file:///etc/passwd",
    "https://user:secret-in-url@openrouter.ai/api/v1",
    "https://openrouter.ai/api/v1?x=1",
    "https://openrouter.ai/api/v1#x"
  ]

  it.effect.each(wrong)("%j is rejected before anything is sent", (url) =>
    Effect.gen(function*() {
      const error = yield* Effect.provide(failing(ApiKeys.list()), over(url))
      assert.include(error, { _tag: "InvalidRequest", outcome: "NotSent" })
      assert.include(error.message, "the server URL")
      assert.notInclude(shown(error), "secret-in-url")
    }))
})

describe("the bearer token", () => {
  it.live("is resolved for each request", () =>
    Effect.gen(function*() {
      let count = 0
      const server = yield* serve(respondWith(200, page()))
      const apiKey = Effect.sync(() => Redacted.make(`token-number-${++count}`))
      yield* Effect.provide(ApiKeys.list().pipe(Effect.zipRight(ApiKeys.list())), over(server.url, { apiKey }))
      assert.deepStrictEqual(server.requests.map(({ headers }) => headers.authorization), [
        "Bearer token-number-1",
        "Bearer token-number-2"
      ])
    }).pipe(Effect.scoped))

  const providers: { readonly [what: string]: Effect.Effect<Redacted.Redacted<string>, unknown> } = {
    "that fails": Effect.fail(new Error(`the vault is sealed ${bearer}`)),
    "that fails with a string": Effect.fail("sealed"),
    "that dies": Effect.die(new Error("the vault is sealed")),
    "that gives nothing": Effect.succeed(undefined as never),
    "that gives an empty key": Effect.succeed(Redacted.make("")),
    "that gives a key with a line break": Effect.succeed(Redacted.make(`${bearer}\r\nx-injected: 1`)),
    "that gives a key with a space": Effect.succeed(Redacted.make(`${bearer} `)),
    "that gives a key beyond ASCII": Effect.succeed(Redacted.make(`${bearer}é`))
  }

  it.live.each(Object.keys(providers))(
    "from a provider %s fails with InvalidRequest, and nothing is sent",
    (what) =>
      Effect.gen(function*() {
        const server = yield* serve(respondWith(200, page()))
        const error = yield* Effect.provide(failing(ApiKeys.list()), over(server.url, { apiKey: providers[what]! }))
        assert.include(error, { _tag: "InvalidRequest", outcome: "NotSent", isRetryable: false })
        assert.include(error.message, "the API key")
        assert.notInclude(shown(error), bearer)
        assert.lengthOf(server.requests, 0)
      }).pipe(Effect.scoped)
  )

  it.effect("from a provider that makes requests keeps the caller's tracing and redirect settings", () =>
    Effect.gen(function*() {
      const asked: Array<unknown> = []
      const apiKey = Effect.gen(function*() {
        const isUntraced = yield* FiberRef.get(HttpClient.currentTracerDisabledWhen)
        asked.push(isUntraced(HttpClientRequest.get("https://vault.test")))
        asked.push(Option.getOrUndefined(yield* Effect.serviceOption(FetchHttpClient.RequestInit)))
        return Redacted.make(bearer)
      })
      yield* ApiKeys.list().pipe(
        Effect.provideService(FetchHttpClient.RequestInit, { credentials: "omit" }),
        Effect.provide(over("http://localhost/api/v1", { apiKey }, answering(page())))
      )
      assert.deepStrictEqual(asked, [false, { credentials: "omit" }])
    }))

  it.live("from a provider that hangs fails with RequestTimeout, and nothing is sent", () =>
    Effect.gen(function*() {
      const layer = over("http://127.0.0.1:1", { apiKey: Effect.never, timeout: "20 millis" })
      assert.include(yield* Effect.provide(failing(ApiKeys.create({ name: "CI" })), layer), {
        _tag: "RequestTimeout",
        outcome: "NotSent",
        isRetryable: true
      })
    }))
})

describe("headers", () => {
  it.live("contain attribution, user agent and those of the call", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(201, created))
      yield* ApiKeys.create({ name: "CI" }).pipe(
        OpenRouterClient.withOptions({ headers: { "X-Trace": "1", "X-OpenRouter-Title": "Other" } }),
        Effect.provide(over(server.url, {
          httpReferer: "https://example.com",
          appTitle: "Keys",
          appCategories: "cli-agent",
          userAgent: "keys/1"
        }))
      )
      assert.include(server.requests[0]!.headers, {
        accept: "application/json",
        authorization: `Bearer ${bearer}`,
        "content-type": "application/json",
        "http-referer": "https://example.com",
        "user-agent": "keys/1",
        "x-openrouter-categories": "cli-agent",
        "x-openrouter-title": "Other",
        "x-trace": "1"
      })
    }).pipe(Effect.scoped))

  const wrong: ReadonlyArray<Record<string, string>> = [
    { "x-a": "1\r\nx-injected: 2" },
    { "x-a": "\u0000" },
    { "x-a": "✨" },
    { "x a": "1" },
    { "x-a\r\nx-b": "1" },
    { "": "1" },
    { "Content-Length": "5" },
    { "transfer-encoding": "chunked" },
    { host: "elsewhere" },
    { "x-a": 5 as never }
  ]

  it.live.each(wrong)("%j are rejected before anything is sent", (headers) =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(200, page()))
      const error = yield* failing(OpenRouterClient.withOptions(ApiKeys.list(), { headers })).pipe(
        Effect.provide(over(server.url))
      )
      assert.include(error, { _tag: "InvalidRequest", outcome: "NotSent" })
      assert.include(error.message, "header")
      assert.lengthOf(server.requests, 0)
    }).pipe(Effect.scoped))

  it.effect("with invalid attribution fail the first call", () =>
    Effect.gen(function*() {
      const error = yield* Effect.provide(failing(ApiKeys.list()), over("http://127.0.0.1:1", { appTitle: "a\nb" }))
      assert.include(error.message, "`appTitle` contains characters that are not allowed")
    }))
})

describe("withOptions", () => {
  const first = (name: string) => (server: { readonly requests: ReadonlyArray<{ readonly headers: object }> }) =>
    server.requests.map(({ headers }) => (headers as Record<string, string | undefined>)[name])

  it.live("merges nested options, and the inner ones win; other calls do not change", () =>
    Effect.gen(function*() {
      const outer = yield* serve(respondWith(200, page()))
      const inner = yield* serve(respondWith(200, page()))
      yield* Effect.gen(function*() {
        yield* ApiKeys.list()
        yield* OpenRouterClient.withOptions(
          Effect.gen(function*() {
            yield* ApiKeys.list()
            yield* OpenRouterClient.withOptions(ApiKeys.list(), { headers: { "X-B": "2" }, serverURL: inner.url })
            yield* ApiKeys.list()
          }),
          { headers: { "x-a": "1", "x-b": "1" } }
        )
        yield* ApiKeys.list()
      }).pipe(Effect.provide(over(outer.url)))
      assert.deepStrictEqual(first("x-a")(outer), [undefined, "1", "1", undefined])
      assert.deepStrictEqual(first("x-b")(outer), [undefined, "1", "1", undefined])
      assert.deepStrictEqual(first("x-a")(inner), ["1"])
      assert.deepStrictEqual(first("x-b")(inner), ["2"])
    }).pipe(Effect.scoped))

  it.live("does not affect concurrent calls", () =>
    Effect.gen(function*() {
      const server = yield* serve(({ request, response }) => {
        setTimeout(() => response.end(page()), Math.random() * 10)
        response.setHeader("x-seen", request.headers["x-n"] ?? "none")
      })
      yield* Effect.forEach(Array.from({ length: 50 }, (_, n) => n), (n) =>
        n % 2 === 0
          ? OpenRouterClient.withOptions(ApiKeys.list({ offset: n }), { headers: { "x-n": String(n) } })
          : ApiKeys.list({ offset: n }), { concurrency: "unbounded" }).pipe(Effect.provide(over(server.url)))
      for (const { headers, url } of server.requests) {
        const offset = Number(new URL(url, "http://localhost").searchParams.get("offset"))
        assert.strictEqual(headers["x-n"], offset % 2 === 0 ? String(offset) : undefined)
      }
    }).pipe(Effect.scoped))

  it.live("sets timeout and retries of a call", () =>
    Effect.gen(function*() {
      const server = yield* serve(({ index, response }) => {
        if (index > 0) response.end(page())
      })
      const retry = RetryPolicy.make({ initialInterval: 1 })
      yield* ApiKeys.list().pipe(
        OpenRouterClient.withOptions({ timeout: "500 millis", retry }),
        Effect.provide(over(server.url))
      )
      assert.lengthOf(server.requests, 2)
    }).pipe(Effect.scoped))
})

describe("layerConfig", () => {
  const provider = (entries: Record<string, string>) =>
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(entries))))

  const live = (options?: Parameters<typeof OpenRouterClient.layerConfig>[0]) =>
    ApiKeys.layer.pipe(Layer.provide(OpenRouterClient.layerConfig(options)), Layer.provide(transports["fetch"]!))

  it.live("replaces a variable by an option, and keeps the others", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(200, page()))
      yield* ApiKeys.list().pipe(
        Effect.provide(live({ apiKey: Config.redacted("MY_KEY"), appTitle: Config.succeed("Mine") })),
        provider({ MY_KEY: "a-key-of-mine", OPENROUTER_BASE_URL: server.url, OPENROUTER_APP_TITLE: "Theirs" })
      )
      assert.include(server.requests[0]!.headers, {
        authorization: "Bearer a-key-of-mine",
        "x-openrouter-title": "Mine"
      })
    }).pipe(Effect.scoped))

  it.live("accepts all options as one config", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(200, page()))
      const options = Config.all({ apiKey: Config.redacted("KEY"), serverURL: Config.string("URL") })
      yield* ApiKeys.list().pipe(Effect.provide(live(options)), provider({ KEY: "one-config", URL: server.url }))
      assert.strictEqual(server.requests[0]!.headers.authorization, "Bearer one-config")
    }).pipe(Effect.scoped))

  it.live("reads options that a config leaves out from the environment", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(200, page()))
      const options = Config.all({ serverURL: Config.string("URL") })
      yield* ApiKeys.list().pipe(
        Effect.provide(live(options)),
        provider({ OPENROUTER_API_KEY: "the-environments", URL: server.url })
      )
      assert.strictEqual(server.requests[0]!.headers.authorization, "Bearer the-environments")
    }).pipe(Effect.scoped))

  it.effect("fails with a ConfigError that names the missing key", () =>
    Effect.gen(function*() {
      const other = Config.all({ serverURL: Config.succeed("http://localhost") })
      const missing = yield* Effect.flip(Effect.provide(ApiKeys.list(), live(other)).pipe(provider({})))
      assert.include(String(missing), "OPENROUTER_API_KEY")
      yield* Effect.flip(Effect.provide(ApiKeys.list(), live({ serverURL: undefined as never })).pipe(provider({})))
      const error = yield* Effect.flip(Effect.provide(ApiKeys.list(), live()).pipe(provider({})))
      assert.include(String(error), "OPENROUTER_API_KEY")
    }))
})

describe("a retry policy that RetryPolicy.make did not create", () => {
  const wrong: { readonly [what: string]: unknown } = {
    "null as a status": { ...RetryPolicy.default, statusCodes: [null] },
    "a symbol as a status": { ...RetryPolicy.default, statusCodes: [429, Symbol("429")] },
    "text as a status": { ...RetryPolicy.default, statusCodes: ["429"] },
    "another class of statuses": { ...RetryPolicy.default, statusCodes: ["3XX"] },
    "statuses that are no list": { ...RetryPolicy.default, statusCodes: "5XX" },
    "text as a number": { ...RetryPolicy.default, maxRetries: "3" },
    "no fields": {},
    "a number": 5
  }

  it.effect.each(Object.keys(wrong))("and that has %s fails with InvalidRequest", (what) =>
    Effect.gen(function*() {
      const error = yield* failing(ApiKeys.list()).pipe(
        OpenRouterClient.withOptions({ retry: wrong[what] as RetryPolicy }),
        Effect.provide(over("http://localhost"))
      )
      assert.include(error, { _tag: "InvalidRequest", outcome: "NotSent", attempts: 0 })
    }))

  it.effect("is copied, with its numbers adjusted to their limits", () =>
    Effect.gen(function*() {
      const error = yield* failing(ApiKeys.list()).pipe(
        OpenRouterClient.withOptions({ retry: { ...RetryPolicy.default, maxElapsed: -1 } }),
        Effect.provide(over("http://localhost"))
      )
      assert.include(error, { _tag: "RequestTimeout", outcome: "NotSent", attempts: 0, timeoutMs: 0 })
    }))
})

describe("any HttpClient", () => {
  it.live.each(Object.keys(transports))("%s sends the requests", (transport) =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(201, created))
      const { key } = yield* Effect.provide(
        ApiKeys.create({ name: "Zoë ✨" }),
        over(server.url, {}, transports[transport])
      )
      assert.strictEqual(Redacted.value(key), createdKey)
      assert.deepStrictEqual(JSON.parse(server.requests[0]!.body), { name: "Zoë ✨" })
    }).pipe(Effect.scoped))

  it.live("can be wrapped by transformClient, also to fail on error statuses", () =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(404, "{}"))
      const error = yield* Effect.provide(
        failing(ApiKeys.get({ hash })),
        over(server.url, {
          transformClient: (client) =>
            HttpClient.filterStatusOk(HttpClient.mapRequest(client, HttpClientRequest.setHeader("x-wrapped", "yes")))
        })
      )
      assert.strictEqual(error._tag, "NotFound")
      assert.strictEqual(server.requests[0]!.headers["x-wrapped"], "yes")
    }).pipe(Effect.scoped))

  const never = () => new Promise<never>(() => {})
  const fetches: { readonly [what: string]: readonly [tag: string, fetch: unknown] } = {
    "never answers": ["RequestTimeout", never],
    "gives a body that never comes and cannot be cancelled": [
      "RequestTimeout",
      () => Promise.resolve(new Response(new ReadableStream({ pull: never, cancel: never })))
    ],
    "throws": ["ConnectionError", () => {
      throw new Error(`no ${bearer}`)
    }],
    "gives nothing": ["ConnectionError", () => Promise.resolve(undefined)],
    "is none": ["ConnectionError", 5]
  }

  it.live.each(Object.keys(fetches))(
    "with a fetch that %s ends in an error, and can be interrupted",
    (what) =>
      Effect.gen(function*() {
        const [tag, fetch] = fetches[what]!
        const transport = Layer.provide(
          transports["fetch"]!,
          Layer.succeed(FetchHttpClient.Fetch, fetch as typeof globalThis.fetch)
        )
        const layer = over("http://localhost", { timeout: "50 millis" }, transport)
        const error = yield* Effect.provide(failing(ApiKeys.list()), layer)
        assert.strictEqual(error._tag, tag)
        assert.notInclude(shown(error), bearer)
        const fiber = yield* Effect.fork(Effect.provide(ApiKeys.list(), over("http://localhost", {}, transport)))
        yield* Effect.sleep("10 millis")
        yield* Fiber.interrupt(fiber)
      }),
    2000
  )

  const interrupting: { readonly [what: string]: HttpClient.HttpClient } = {
    "interrupts itself": HttpClient.make(() => Effect.interrupt),
    "interrupts itself while the body is read": HttpClient.make((request) =>
      Effect.succeed(
        HttpClientResponse.fromWeb(request, new Response("{}", { status: 201 }))
      ).pipe(Effect.map((response) =>
        new Proxy(response, {
          get: (of, name) => name === "stream" ? Stream.fromEffect(Effect.interrupt) : Reflect.get(of, name) as unknown
        })
      ))
    )
  }

  it.effect.each(Object.keys(interrupting))("that %s fails with ConnectionError", (what) =>
    Effect.gen(function*() {
      const error = yield* Effect.provide(
        failing(ApiKeys.create({ name: "CI" })),
        over("http://localhost", {}, Layer.succeed(HttpClient.HttpClient, interrupting[what]!))
      )
      assert.include(error, { _tag: "ConnectionError", outcome: "Unknown", attempts: 1 })
    }))

  it.effect("with a token provider that interrupts itself fails with InvalidRequest", () =>
    Effect.gen(function*() {
      const error = yield* Effect.provide(
        failing(ApiKeys.list()),
        over("http://localhost", { apiKey: Effect.interrupt })
      )
      assert.include(error, { _tag: "InvalidRequest", outcome: "NotSent", attempts: 0 })
      assert.include(error.message, "interrupted")
    }))

  it.effect("that dies fails with ConnectionError", () =>
    Effect.gen(function*() {
      const dying = HttpClient.make(() => Effect.die(new Error(`boom ${bearer}`)))
      const error = yield* Effect.provide(
        failing(ApiKeys.create({ name: "CI" })),
        over("http://localhost", {}, Layer.succeed(HttpClient.HttpClient, dying))
      )
      assert.include(error, { _tag: "ConnectionError", outcome: "Unknown" })
      assert.notInclude(shown(error), bearer)
    }))
})

describe("no secret is shown", () => {
  it.live("by the client, the service, the layers and the context", () =>
    Effect.gen(function*() {
      const options = { apiKey: Redacted.make(bearer), serverURL: "http://localhost" }
      const client = OpenRouterClient.layer(options).pipe(Layer.provide(transports["fetch"]!))
      const context = yield* Layer.build(Layer.provideMerge(ApiKeys.layer, client))
      for (
        const value of [
          options,
          client,
          context,
          Context.get(context, OpenRouterClient),
          Context.get(context, ApiKeys),
          yield* Effect.context<never>()
        ]
      ) {
        const text = inspect(value, { depth: Infinity, showHidden: true }) + (JSON.stringify(value) ?? "") +
          String(value)
        assert.notInclude(text, bearer)
      }
    }).pipe(Effect.scoped))

  it.live("by a log at any level, or by the value that create returns", () =>
    Effect.gen(function*() {
      const lines: Array<string> = []
      const logger = Logger.make((entry) =>
        void lines.push(inspect(entry, { depth: 6 }), Logger.stringLogger.log(entry))
      )
      const server = yield* serve(({ index, request, response }) =>
        index % 2 === 0 ?
          response.writeHead(429, { "retry-after": "0" }).end(request.headers.authorization)
          : response.writeHead(201).end(created)
      )
      const value = yield* ApiKeys.create({ name: "CI" }).pipe(
        Effect.tap((response) => Effect.logInfo("created", response)),
        OpenRouterClient.withOptions({ retry: RetryPolicy.default }),
        Effect.provide(over(server.url)),
        Logger.withMinimumLogLevel(LogLevel.All),
        Effect.provide(Logger.replace(Logger.defaultLogger, logger))
      )
      assert.include(lines.join("\n"), "create: retry")
      assert.include(lines.join("\n"), "create: Success")
      for (const text of [...lines, shown(value)]) {
        assert.notInclude(text, bearer)
        assert.notInclude(text, createdKey)
      }
    }).pipe(Effect.scoped))

  it.effect("by the error of a provider that repeats secrets of the call", () =>
    Effect.gen(function*() {
      const header = "proxy-secret-0123456789"
      const partner = "partner-secret-0123456789-0123456789"
      const error = yield* failing(
        ApiKeys.create({ name: "CI", external: { user: "u", apiKey: Redacted.make(partner) } })
      )
        .pipe(
          OpenRouterClient.withOptions({ headers: { "x-proxy-token": header } }),
          Effect.provide(
            over("http://localhost", { apiKey: Effect.fail(new Error(`no key for ${header}, ${partner}`)) })
          )
        )
      assert.include(error.message, "no key for <redacted>, <redacted>")
      assert.notInclude(shown(error), header)
      assert.notInclude(shown(error), partner)
    }))

  it.live("by debug logs unless they are asked for", () =>
    Effect.gen(function*() {
      const lines: Array<string> = []
      const logger = Logger.make((entry) => void lines.push(Logger.stringLogger.log(entry)))
      const server = yield* serve(respondWith(200, page()))
      yield* ApiKeys.list().pipe(
        Effect.provide([over(server.url), Logger.replace(Logger.defaultLogger, logger)])
      )
      assert.lengthOf(lines, 0)
    }).pipe(Effect.scoped))
})
