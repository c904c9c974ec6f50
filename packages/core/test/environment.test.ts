/** The variable that holds the key: its name, and the other that counts where it is not set. */
import { assert, describe, it } from "@effect/vitest"
import { ApiKeys, FetchClient, OpenRouterClient } from "@openrouter-keys/core"
import { Cause, Config, ConfigProvider, Effect, Exit, Layer, Option, Redacted } from "effect"
import { visibleForms } from "./suites/visible.js"
import { respondWith, serve } from "./support/server.js"
import { page, wireKey } from "./support/wire.js"

const managementKey = "sk-or-mgmt-9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c3b2a1f0e9d8c"
const inferenceKey = "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"

/** The error that an effect failed with; `undefined` where it ended otherwise. */
const errorOf = (exit: Exit.Exit<unknown, unknown>): unknown =>
  Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined

const fieldsOf = (error: unknown): object => Object.assign({ name: (error as Error | undefined)?.name }, error)

const layers: { readonly [name: string]: Layer.Layer<ApiKeys, unknown> } = {
  layerLive: ApiKeys.layerLive,
  layerConfig: ApiKeys.layer.pipe(Layer.provide(OpenRouterClient.layerConfig()), Layer.provide(FetchClient.layer)),
  "layerConfig with other options": ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layerConfig({ timeout: Config.succeed("5 seconds") })),
    Layer.provide(FetchClient.layer)
  )
}

const variables = (entries: Record<string, string>) => ConfigProvider.fromMap(new Map(Object.entries(entries)))

describe.each(Object.keys(layers))("%s", (name) => {
  const bearerOf = (entries: Record<string, string>) =>
    Effect.gen(function*() {
      const server = yield* serve(respondWith(200, page(wireKey)))
      yield* ApiKeys.list().pipe(
        Effect.provide(layers[name]!),
        Effect.withConfigProvider(variables({ OPENROUTER_BASE_URL: server.url, ...entries }))
      )
      return server.requests[0]?.headers.authorization
    }).pipe(Effect.scoped)

  it.live("reads OPENROUTER_MANAGEMENT_KEY if OPENROUTER_API_KEY is unset or empty", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* bearerOf({ OPENROUTER_MANAGEMENT_KEY: managementKey }), `Bearer ${managementKey}`)
      assert.strictEqual(
        yield* bearerOf({ OPENROUTER_API_KEY: "", OPENROUTER_MANAGEMENT_KEY: managementKey }),
        `Bearer ${managementKey}`
      )
    }))

  it.live("reads OPENROUTER_API_KEY first", () =>
    Effect.gen(function*() {
      const entries = { OPENROUTER_API_KEY: inferenceKey, OPENROUTER_MANAGEMENT_KEY: managementKey }
      assert.strictEqual(yield* bearerOf(entries), `Bearer ${inferenceKey}`)
      assert.strictEqual(yield* bearerOf({ OPENROUTER_API_KEY: inferenceKey }), `Bearer ${inferenceKey}`)
    }))

  it.live("fails without either, with a ConfigError that names OPENROUTER_API_KEY", () =>
    Effect.gen(function*() {
      for (const entries of [{}, { OPENROUTER_API_KEY: "", OPENROUTER_MANAGEMENT_KEY: "" }] as const) {
        const exit = yield* Effect.exit(bearerOf(entries))
        const error = errorOf(exit)
        assert.include(String(error), "OPENROUTER_API_KEY")
      }
    }))
})

describe("an invalid API key", () => {
  const wiped = () => {
    const key = Redacted.make(inferenceKey)
    Redacted.unsafeWipe(key)
    return key
  }

  const keys: { readonly [what: string]: () => unknown } = {
    "a wiped Redacted": wiped,
    "a wiped Redacted of an effect": () => Effect.sync(wiped),
    "nothing": () => undefined,
    "null": () => null,
    "a number": () => 5,
    "a symbol": () => Symbol("key"),
    "a Redacted number": () => Redacted.make(5),
    "an effect that gives nothing": () => Effect.succeed(undefined),
    "an effect that dies": () => Effect.die(new Error(`no ${inferenceKey}`)),
    "an effect that fails": () => Effect.fail({ _tag: "VaultSealed", key: inferenceKey })
  }

  it.live.each(Object.keys(keys))(
    "fails with InvalidRequest, and nothing is sent: %s",
    (what) =>
      Effect.gen(function*() {
        const server = yield* serve(respondWith(200, page(wireKey)))
        const layer = Layer.suspend(() =>
          ApiKeys.layer.pipe(
            Layer.provide(
              OpenRouterClient.layer({
                apiKey: keys[what]!() as OpenRouterClient.Options["apiKey"],
                serverURL: server.url
              })
            ),
            Layer.provide(FetchClient.layer)
          )
        )
        for (const call of [ApiKeys.list(), ApiKeys.create({ name: "CI" }), ApiKeys.getCurrentKeyMetadata()]) {
          const exit = yield* Effect.exit(Effect.provide(call as Effect.Effect<unknown, Error, ApiKeys>, layer))
          const error = errorOf(exit)
          assert.include(fieldsOf(error), { name: "InvalidRequest", outcome: "NotSent" })
          for (const [form, text] of visibleForms(error)) assert.notInclude(text, inferenceKey, form)
        }
        assert.lengthOf(server.requests, 0)
      }).pipe(Effect.scoped)
  )

  const settings: { readonly [what: string]: object } = {
    "text as timeout": { timeout: "abc" },
    "an object as timeout": { timeout: {} },
    "a symbol as serverURL": { serverURL: Symbol("http://localhost") },
    "a number as serverURL": { serverURL: 5 },
    "a symbol as appTitle": { appTitle: Symbol("Keys") },
    "a number as userAgent": { userAgent: 5 }
  }

  it.live.each(Object.keys(settings))(
    "fails like invalid options of a client: %s",
    (what) =>
      Effect.gen(function*() {
        const server = yield* serve(respondWith(200, page(wireKey)))
        const layer = Layer.suspend(() =>
          ApiKeys.layer.pipe(
            Layer.provide(
              OpenRouterClient.layer({ apiKey: Redacted.make(inferenceKey), serverURL: server.url, ...settings[what] })
            ),
            Layer.provide(FetchClient.layer)
          )
        )
        const exit = yield* Effect.exit(Effect.provide(ApiKeys.create({ name: "CI" }), layer))
        const error = errorOf(exit)
        assert.include(fieldsOf(error), {
          name: "InvalidRequest",
          outcome: "NotSent",
          attempts: 0
        })
        assert.lengthOf(server.requests, 0)
      }).pipe(Effect.scoped)
  )
})
