/** Sample of an Effect program, type-checked in a user's project. */
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

/** Whether two types are the same, neither wider. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
type Holds<A extends true> = A

type Common =
  | "InvalidRequest"
  | "ConnectionError"
  | "RequestTimeout"
  | "Unauthorized"
  | "Forbidden"
  | "TooManyRequests"
  | "InternalServerError"
  | "UnexpectedStatus"
  | "InvalidResponse"

type Tags<F> = F extends (...args: never) => Effect.Effect<infer _, infer E, infer __>
  ? E extends { readonly _tag: infer Tag } ? Tag : never
  : never

/** Each operation fails with these errors, and with no other. */
export type Errors = [
  Holds<Same<Tags<ApiKeys.Service["list"]>, Common | "BadRequest">>,
  Holds<Same<Tags<ApiKeys.Service["create"]>, Common | "BadRequest">>,
  Holds<Same<Tags<ApiKeys.Service["get"]>, Common | "NotFound">>,
  Holds<Same<Tags<ApiKeys.Service["update"]>, Common | "BadRequest" | "NotFound" | "Conflict">>,
  Holds<Same<Tags<ApiKeys.Service["delete"]>, Common | "NotFound">>,
  Holds<Same<Tags<ApiKeys.Service["getCurrentKeyMetadata"]>, Common>>,
  Holds<Same<OpenRouterError.GetError["_tag"], Common | "NotFound">>
]
