/**
 * Four clients of the same API, each with its own fake. They must give the same results.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { ApiKeys, OpenRouterClient, type OpenRouterError, RetryPolicy } from "@openrouter-keys/core"
import { ApiKeysTest, FakeOpenRouter } from "@openrouter-keys/core/testing"
import { OpenRouter } from "@openrouter/sdk"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { Sandbox } from "../../src/index.js"

/** An operation and its request, in the terms of our client. */
export type Call = {
  readonly [Name in FakeOpenRouter.Operation]: {
    readonly operation: Name
    readonly request: Parameters<ApiKeys.Service[Name]>[0]
  }
}[FakeOpenRouter.Operation]

/** The result of a call: a value, a status, a lost connection or an invalid response. */
export type Result = { readonly value: unknown } | { readonly status: number } | "connection" | "invalid"

export interface Client {
  readonly name: string
  readonly fake: FakeOpenRouter.Service
  /** Fields and request options of the contract that this client lacks. */
  readonly unknown: ReadonlySet<string>
  /** Calls with a token: the management key, or one that was created. */
  readonly call: (call: Call, token: string) => Effect.Effect<Result>
}

const none: ReadonlySet<string> = new Set()

/** Omits fields at any depth. */
export const without = (value: unknown, names: ReadonlySet<string>): unknown => {
  if (Array.isArray(value)) return value.map((item) => without(item, names))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => names.has(name) ? [] : [[name, without(item, names)]])
  )
}

/** Normalizes times and omits undefined fields. */
export const normalized = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return Redacted.value(value)
  if (value instanceof Date) return value.toISOString()
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return new Date(value).toISOString()
  if (Array.isArray(value)) return value.map(normalized)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => item === undefined ? [] : [[name, normalized(item)]])
  )
}

// =====================================================================================================================
// Our client
// =====================================================================================================================

const failed = (error: OpenRouterError.OpenRouterError): Result => {
  if ("statusCode" in error && error._tag !== "InvalidResponse") return { status: error.statusCode }
  if (error._tag === "ConnectionError") return "connection"
  return error._tag === "InvalidResponse" ? "invalid" : { value: error }
}

const run = (keys: ApiKeys.Service, { operation, request }: Call) =>
  (keys[operation] as (request: unknown) => Effect.Effect<unknown, OpenRouterError.OpenRouterError>)(request)

const callWith = (keys: ApiKeys.Service): Client["call"] => (call, token) =>
  run(keys, call).pipe(
    OpenRouterClient.withOptions({ retry: RetryPolicy.none, headers: { authorization: `Bearer ${token}` } }),
    Effect.match({ onSuccess: (value): Result => ({ value: normalized(value) }), onFailure: failed })
  )

const overFetch = (fetch: typeof globalThis.fetch, serverURL: string) =>
  ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make("replaced"), serverURL })),
    Layer.provide(Layer.provide(FetchHttpClient.layer, Layer.succeed(FetchHttpClient.Fetch, fetch)))
  )

const testLayer = (options: FakeOpenRouter.Options) =>
  Effect.map(Layer.build(ApiKeysTest.layer(options)), (context): Client => ({
    name: "the test layer",
    unknown: none,
    fake: Context.get(context, FakeOpenRouter),
    call: callWith(Context.get(context, ApiKeys))
  }))

const viaFetch = (options: FakeOpenRouter.Options) =>
  Effect.gen(function*() {
    const fake = yield* FakeOpenRouter.make(options)
    const context = yield* Layer.build(overFetch(fake.fetch, "https://openrouter.ai/api/v1"))
    return { name: "fetch", unknown: none, fake, call: callWith(Context.get(context, ApiKeys)) }
  })

const sandbox = (options: FakeOpenRouter.Options) =>
  Effect.map(Effect.orDie(Layer.build(Sandbox.layer(options))), (context) => Context.get(context, Sandbox))

const viaHttp = (options: FakeOpenRouter.Options, fetch: typeof globalThis.fetch) =>
  Effect.gen(function*() {
    const fake = yield* sandbox(options)
    const context = yield* Layer.build(overFetch(fetch, fake.url))
    return { name: "HTTP", unknown: none, fake, call: callWith(Context.get(context, ApiKeys)) }
  })

// =====================================================================================================================
// The official client
// =====================================================================================================================

/** The official client wants a body beside nothing else under a name of its own. */
const callOfficial = ({ apiKeys }: OpenRouter, call: Call): Promise<unknown> => {
  switch (call.operation) {
    case "list":
      return apiKeys.list(call.request)
    case "create":
      return apiKeys.create({ requestBody: call.request as Parameters<typeof apiKeys.create>[0]["requestBody"] })
    case "get":
      return apiKeys.get(call.request)
    case "update":
      return apiKeys.update(call.request)
    case "delete":
      return apiKeys.delete(call.request)
    case "getCurrentKeyMetadata":
      return apiKeys.getCurrentKeyMetadata()
  }
}

const rejected = (error: unknown): Result => {
  if (!(error instanceof Error)) return { value: error }
  if (error.name === "ResponseValidationError" || error instanceof SyntaxError) return "invalid"
  if ("statusCode" in error) {
    const status = Number(error.statusCode)
    // A success with another content-type than JSON.
    return status < 300 ? "invalid" : { status }
  }
  return error.name === "ConnectionError" || error.name === "UnexpectedClientError" || error instanceof TypeError
    ? "connection"
    : { value: error }
}

const official = (options: FakeOpenRouter.Options) =>
  Effect.map(sandbox(options), (fake): Client => ({
    name: "the official client",
    unknown: new Set(["lastUsedAt", "includeExpired"]),
    fake,
    call: (call, token) => {
      const client = new OpenRouter({ apiKey: token, serverURL: fake.url, retryConfig: { strategy: "none" } })
      return Effect.promise(() =>
        callOfficial(client, call).then((value): Result => ({ value: normalized(value) }), rejected)
      )
    }
  }))

/** The clients, with equal fakes at the start. `fetch` is used by our client over HTTP. */
export const makeClients = (
  options: FakeOpenRouter.Options,
  fetch: typeof globalThis.fetch
): Effect.Effect<ReadonlyArray<Client>, never, Scope.Scope> =>
  Effect.all([testLayer(options), viaFetch(options), viaHttp(options, fetch), official(options)])
