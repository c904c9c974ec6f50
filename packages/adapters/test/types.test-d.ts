import type { OperationName } from "@openrouter-keys/core-effect-4/OpenRouterError"
import { describe, expectTypeOf, it } from "vitest"
import type * as adapters from "../src/index.js"
import {
  type ApiKey,
  type ApiKeys,
  type apiKeysCreate,
  type apiKeysDelete,
  apiKeysGet,
  apiKeysGetCurrentKeyMetadata,
  type apiKeysList,
  type apiKeysUpdate,
  type CreateError,
  type CreateKeysRequest,
  type CreateKeysResponse,
  type GetCurrentKeyResponse,
  type GetError,
  type GetKeyRequest,
  type OpenRouter,
  type OpenRouterCore,
  type OpenRouterOptions,
  type RequestAborted,
  type RequestOptions,
  type Result
} from "../src/index.js"

declare const openRouter: OpenRouter

type ErrorOf<F> = F extends (...args: Array<never>) => Promise<Result<unknown, infer E>> ? E : never
type TagsOf<F> = Extract<ErrorOf<F>, { readonly _tag: string }>["_tag"]

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
  | "RequestAborted"

describe("types", () => {
  it("of methods are those of the operations", () => {
    expectTypeOf<ApiKeys["create"]>().toEqualTypeOf<
      (request: CreateKeysRequest, options?: RequestOptions) => Promise<CreateKeysResponse>
    >()
    expectTypeOf<ApiKeys["getCurrentKeyMetadata"]>().toEqualTypeOf<
      (options?: RequestOptions) => Promise<GetCurrentKeyResponse>
    >()
    expectTypeOf<ReturnType<ApiKeys["listAll"]>>().toEqualTypeOf<AsyncIterable<ApiKey>>()
    expectTypeOf<CreateKeysResponse["key"]>().toEqualTypeOf<string>()
  })

  it("of functions are those of the operations, with a client in front", () => {
    expectTypeOf(apiKeysGet).toEqualTypeOf<
      (client: OpenRouterCore, request: GetKeyRequest, options?: RequestOptions) => Promise<
        Result<adapters.GetKeyResponse, GetError | RequestAborted>
      >
    >()
    expectTypeOf(apiKeysGetCurrentKeyMetadata).parameters.toEqualTypeOf<
      [client: OpenRouterCore, options?: RequestOptions]
    >()
    expectTypeOf<OpenRouter>().toExtend<OpenRouterCore>()
  })

  it("of errors hold what the operation can fail with, and nothing else", () => {
    expectTypeOf<TagsOf<typeof apiKeysGetCurrentKeyMetadata>>().toEqualTypeOf<Common>()
    expectTypeOf<TagsOf<typeof apiKeysList>>().toEqualTypeOf<Common | "BadRequest">()
    expectTypeOf<TagsOf<typeof apiKeysCreate>>().toEqualTypeOf<Common | "BadRequest">()
    expectTypeOf<TagsOf<typeof apiKeysGet>>().toEqualTypeOf<Common | "NotFound">()
    expectTypeOf<TagsOf<typeof apiKeysUpdate>>().toEqualTypeOf<Common | "BadRequest" | "Conflict" | "NotFound">()
    expectTypeOf<TagsOf<typeof apiKeysDelete>>().toEqualTypeOf<Common | "NotFound">()
    expectTypeOf<ErrorOf<typeof apiKeysCreate>>().toEqualTypeOf<CreateError | RequestAborted>()
    expectTypeOf<ErrorOf<typeof apiKeysCreate>["outcome"]>().toEqualTypeOf<adapters.Outcome>()
    expectTypeOf<ErrorOf<typeof apiKeysCreate>["operation"]>().toEqualTypeOf<OperationName>()
    expectTypeOf<ErrorOf<typeof apiKeysCreate>["attempts"]>().toEqualTypeOf<number>()
  })

  it("narrow: a result by `ok`, an error by `_tag`, exhaustively", async () => {
    const result = await apiKeysGet(openRouter, { hash: "" })
    if (result.ok) {
      expectTypeOf(result.value.data).toEqualTypeOf<ApiKey>()
      return
    }
    const { error } = result
    switch (error._tag) {
      case "NotFound":
      case "Unauthorized":
      case "Forbidden":
      case "InternalServerError":
        expectTypeOf(error.statusCode).toEqualTypeOf<number>()
        break
      case "TooManyRequests":
        expectTypeOf(error.retryAfterMs).toEqualTypeOf<number | null>()
        break
      case "InvalidRequest":
        expectTypeOf(error.issues).items.toHaveProperty("path")
        break
      case "ConnectionError":
        expectTypeOf(error.code).toEqualTypeOf<string | null>()
        break
      case "RequestTimeout":
        expectTypeOf(error.timeoutMs).toEqualTypeOf<number>()
        break
      case "UnexpectedStatus":
      case "InvalidResponse":
        expectTypeOf(error.revealCreatedKey()).toEqualTypeOf<string | null>()
        break
      case "RequestAborted":
        expectTypeOf(error.cause).toEqualTypeOf<unknown>()
        break
      default:
        // Does not compile with one tag more or less.
        expectTypeOf(error).toEqualTypeOf<never>()
    }
    // @ts-expect-error: `get` has no error for 400.
    expectTypeOf(error._tag).extract<"BadRequest">().toEqualTypeOf<"BadRequest">()
  })

  it("of options accept the reference client's samples, and reject invalid values", () => {
    expectTypeOf<{ apiKey: string }>().toExtend<OpenRouterOptions>()
    expectTypeOf<{ apiKey: () => Promise<string> }>().toExtend<OpenRouterOptions>()
    expectTypeOf<{ fetch: typeof globalThis.fetch }>().toExtend<OpenRouterOptions>()
    expectTypeOf<OpenRouterOptions>().not.toHaveProperty("httpClient")
    expectTypeOf<{ cache: "no-store"; headers: Headers; signal: AbortSignal }>().toExtend<RequestOptions>()
    expectTypeOf<{ fetchOptions: { keepalive: true; headers: Array<[string, string]> } }>().toExtend<RequestOptions>()
    expectTypeOf<{ retries: { strategy: "none" }; retryCodes: Array<string>; serverURL: URL }>().toExtend<
      RequestOptions
    >()
    expectTypeOf<{ retries: { strategy: "always" } }>().not.toExtend<RequestOptions>()
    expectTypeOf<{ signal: AbortController }>().not.toExtend<RequestOptions>()
    expectTypeOf<RequestOptions>().not.toHaveProperty("method")
    expectTypeOf<NonNullable<RequestOptions["fetchOptions"]>>().not.toHaveProperty("body")
  })
})
