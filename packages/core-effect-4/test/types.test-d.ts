/** The types a user sees; the assertions are made by the compiler (`vitest.types.config.ts`). */
import {
  type ApiKey,
  ApiKeys,
  type ErrorSchema,
  type OpenRouterClient,
  type OpenRouterError,
  RetryPolicy
} from "@openrouter-keys/core-effect-4"
import { ApiKeysTest, type FakeOpenRouter } from "@openrouter-keys/core-effect-4/testing"
import type { Config, Effect, Layer, Redacted, Stream } from "effect"
import type { HttpClient } from "effect/http"
import { expectTypeOf, it } from "vitest"

type Everywhere =
  | OpenRouterError.InvalidRequest
  | OpenRouterError.ConnectionError
  | OpenRouterError.RequestTimeout
  | OpenRouterError.Unauthorized
  | OpenRouterError.Forbidden
  | OpenRouterError.TooManyRequests
  | OpenRouterError.InternalServerError
  | OpenRouterError.UnexpectedStatus
  | OpenRouterError.InvalidResponse

type ErrorOf<F> = F extends (...args: never) => Effect.Effect<infer _, infer E, infer __> ? E : never

it("each operation has exactly its documented errors", () => {
  expectTypeOf<ErrorOf<typeof ApiKeys.list>>().toEqualTypeOf<Everywhere | OpenRouterError.BadRequest>()
  expectTypeOf<ErrorOf<typeof ApiKeys.create>>().toEqualTypeOf<Everywhere | OpenRouterError.BadRequest>()
  expectTypeOf<ErrorOf<typeof ApiKeys.get>>().toEqualTypeOf<Everywhere | OpenRouterError.NotFound>()
  expectTypeOf<ErrorOf<typeof ApiKeys.update>>().toEqualTypeOf<
    Everywhere | OpenRouterError.BadRequest | OpenRouterError.NotFound | OpenRouterError.Conflict
  >()
  expectTypeOf<ErrorOf<typeof ApiKeys.delete>>().toEqualTypeOf<Everywhere | OpenRouterError.NotFound>()
  expectTypeOf<ErrorOf<typeof ApiKeys.getCurrentKeyMetadata>>().toEqualTypeOf<Everywhere>()
  expectTypeOf<OpenRouterError.ListError>().toEqualTypeOf<ErrorOf<typeof ApiKeys.list>>()
  expectTypeOf<OpenRouterError.CreateError>().toEqualTypeOf<ErrorOf<typeof ApiKeys.create>>()
  expectTypeOf<OpenRouterError.GetError>().toEqualTypeOf<ErrorOf<typeof ApiKeys.get>>()
  expectTypeOf<OpenRouterError.UpdateError>().toEqualTypeOf<ErrorOf<typeof ApiKeys.update>>()
  expectTypeOf<OpenRouterError.DeleteError>().toEqualTypeOf<ErrorOf<typeof ApiKeys.delete>>()
  expectTypeOf<OpenRouterError.GetCurrentKeyMetadataError>().toEqualTypeOf<
    ErrorOf<typeof ApiKeys.getCurrentKeyMetadata>
  >()
  expectTypeOf<ReturnType<typeof ApiKeys.listAll>>().toEqualTypeOf<
    Stream.Stream<ApiKey, OpenRouterError.ListError, ApiKeys>
  >()
})

it("a schema of errors has the type of the operation's errors, and members for an endpoint", () => {
  expectTypeOf<typeof ErrorSchema.GetError["Type"]>().toEqualTypeOf<OpenRouterError.GetError>()
  expectTypeOf<typeof ErrorSchema.GetError.members[number]["Type"]>().toEqualTypeOf<OpenRouterError.GetError>()
  expectTypeOf<typeof ErrorSchema.UpdateError["Type"]>().toEqualTypeOf<OpenRouterError.UpdateError>()
})

it("the service has no requirements, and its statics require the service", () => {
  expectTypeOf<Effect.Services<ReturnType<ApiKeys.Service["get"]>>>().toBeNever()
  expectTypeOf<Effect.Services<ReturnType<typeof ApiKeys.get>>>().toEqualTypeOf<ApiKeys>()
  expectTypeOf<keyof ApiKeys.Service>().toEqualTypeOf<OpenRouterError.OperationName | "listAll">()
})

it("layers have their requirements and errors in their types", () => {
  expectTypeOf(ApiKeys.layer).toEqualTypeOf<Layer.Layer<ApiKeys, never, OpenRouterClient>>()
  expectTypeOf(ApiKeys.layerLive).toEqualTypeOf<Layer.Layer<ApiKeys, Config.ConfigError>>()
  expectTypeOf<ReturnType<typeof OpenRouterClient.layer>>().toEqualTypeOf<
    Layer.Layer<OpenRouterClient, never, HttpClient.HttpClient>
  >()
  expectTypeOf<ReturnType<typeof OpenRouterClient.layerConfig>>().toEqualTypeOf<
    Layer.Layer<OpenRouterClient, Config.ConfigError, HttpClient.HttpClient>
  >()
  expectTypeOf(ApiKeysTest.layer()).toEqualTypeOf<Layer.Layer<ApiKeys | FakeOpenRouter>>()
  expectTypeOf(RetryPolicy.default).toEqualTypeOf<RetryPolicy>()
})

it("values have named, plain types", () => {
  expectTypeOf<ApiKey["hash"]>().toEqualTypeOf<string>()
  expectTypeOf<ApiKey["limit"]>().toEqualTypeOf<number | null>()
  expectTypeOf<ApiKey["expiresAt"]>().toEqualTypeOf<string | null>()
  expectTypeOf<Effect.Success<ReturnType<typeof ApiKeys.create>>["key"]>().toEqualTypeOf<
    Redacted.Redacted<string>
  >()
})

it("invalid programs do not compile", () => {
  const wrong = () => {
    // @ts-expect-error a name is needed
    void ApiKeys.create({})
    // @ts-expect-error no such period
    void ApiKeys.create({ name: "CI", limitReset: "yearly" })
    // @ts-expect-error no such field
    void ApiKeys.create({ name: "CI", disabled: true })
    // @ts-expect-error a request body is needed
    void ApiKeys.update({ hash: "a" })
    // @ts-expect-error the current key takes no request
    void ApiKeys.getCurrentKeyMetadata({ hash: "a" })
  }
  expectTypeOf(wrong).toBeFunction()
})
