/** A call of each operation, and the transports to run them over. */
import { FetchHttpClient, type HttpClient } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { ApiKeys, FetchClient, OpenRouterClient, type OpenRouterError, RetryPolicy } from "@openrouter-keys/core"
import * as UndiciClient from "@openrouter-keys/core/UndiciClient"
import { type Effect, Layer, Redacted } from "effect"
import { inspect } from "node:util"
import { assert } from "vitest"
import { bearer, created, createdKey, hash, page, wireCurrentKey, wireKey } from "./wire.js"

export interface Call {
  readonly run: Effect.Effect<unknown, OpenRouterError.OpenRouterError, ApiKeys>
  readonly method: string
  readonly path: string
  readonly success: readonly [status: number, body: string]
  /** Statuses with their own error class. */
  readonly typed: ReadonlyArray<number>
}

export const calls: { readonly [Name in OpenRouterError.OperationName]: Call } = {
  list: {
    run: ApiKeys.list(),
    method: "GET",
    path: "/api/v1/keys",
    success: [200, page(wireKey)],
    typed: [400, 401, 403, 429, 500]
  },
  create: {
    run: ApiKeys.create({ name: "CI" }),
    method: "POST",
    path: "/api/v1/keys",
    success: [201, created],
    typed: [400, 401, 403, 429, 500]
  },
  get: {
    run: ApiKeys.get({ hash }),
    method: "GET",
    path: `/api/v1/keys/${hash}`,
    success: [200, JSON.stringify({ data: wireKey })],
    typed: [401, 403, 404, 429, 500]
  },
  update: {
    run: ApiKeys.update({ hash, requestBody: { disabled: true } }),
    method: "PATCH",
    path: `/api/v1/keys/${hash}`,
    success: [200, JSON.stringify({ data: wireKey })],
    typed: [400, 401, 403, 404, 409, 429, 500]
  },
  delete: {
    run: ApiKeys.delete({ hash }),
    method: "DELETE",
    path: `/api/v1/keys/${hash}`,
    success: [200, JSON.stringify({ deleted: true })],
    typed: [401, 403, 404, 429, 500]
  },
  getCurrentKeyMetadata: {
    run: ApiKeys.getCurrentKeyMetadata(),
    method: "GET",
    path: "/api/v1/key",
    success: [200, JSON.stringify({ data: wireCurrentKey })],
    typed: [401, 403, 429, 500]
  }
}

export const names = Object.keys(calls) as ReadonlyArray<OpenRouterError.OperationName>

export const transports: { readonly [name: string]: Layer.Layer<HttpClient.HttpClient> } = {
  fetch: FetchClient.layer,
  "platform's fetch": FetchHttpClient.layer,
  "undici's pool": UndiciClient.layer(),
  "platform's undici": NodeHttpClient.layerUndici,
  "node:http": NodeHttpClient.layer
}

/** The operations over a server, by default without retries. */
export const over = (
  url: string,
  options: Partial<OpenRouterClient.Options> = {},
  transport: Layer.Layer<HttpClient.HttpClient> = FetchClient.layer
): Layer.Layer<ApiKeys> =>
  ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layer({
      apiKey: Redacted.make(bearer),
      serverURL: url,
      timeout: "5 seconds",
      retry: RetryPolicy.none,
      ...options
    })),
    Layer.provide(transport)
  )

/** All texts that printing, logging or storing a value can show. */
export const shown = (value: unknown): string => {
  const texts = [
    inspect(value, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(value),
    String(value),
    value instanceof Error ? `${value.stack} ${value.message}` : ""
  ]
  for (let cause = value; cause instanceof Error; cause = cause.cause) texts.push(String(cause), inspect(cause))
  return texts.join("\n")
}

/** Fails if the bearer token or the created key is shown. */
export const assertNoSecret = (value: unknown): void => {
  const text = shown(value)
  assert.notInclude(text, bearer)
  assert.notInclude(text, createdKey)
}
