/** What an Effect program writes, to be type-checked in a user's project. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { ApiKeys, OpenRouterClient, type OpenRouterError, RetryPolicy } from "@openrouter-keys/core"
import * as Operation from "@openrouter-keys/core/Operation"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import { Sandbox } from "@openrouter-keys/sandbox"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"

export const rotate = (hash: string): Effect.Effect<string, OpenRouterError.CreateError, ApiKeys> =>
  Effect.gen(function*() {
    const { key } = yield* ApiKeys.create({ name: "CI", limit: 5 })
    yield* ApiKeys.delete({ hash }).pipe(Effect.catchTag("NotFound", () => Effect.void), Effect.orDie)
    return Redacted.value(key)
  })

export const names: Stream.Stream<string, OpenRouterError.ListError, ApiKeys> = Stream.map(
  ApiKeys.listAll({ includeDisabled: true }),
  ({ name }) => name
)

export const live: Layer.Layer<ApiKeys> = ApiKeys.layer.pipe(
  Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make("key"), retry: RetryPolicy.none })),
  Layer.provide(FetchHttpClient.layer)
)

export const tested: Effect.Effect<string, OpenRouterError.CreateError> = Effect.provide(
  rotate("abc"),
  ApiKeysTest.layer()
)

export const spent = Effect.flatMap(FakeOpenRouter, (fake) => fake.spend("abc", 1))

export const url: Effect.Effect<string, unknown> = Sandbox.pipe(
  Effect.map((sandbox) => sandbox.url),
  Effect.provide(Sandbox.layer({ keys: 3 }))
)

export const operations = Object.keys(Operation)
