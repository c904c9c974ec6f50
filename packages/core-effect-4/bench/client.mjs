/**
 * The API of Effect 4 for `packages/bench`. It stands here because Effect 4 is found from here, and Effect 3 from there.
 * Each call is run by itself, as in a request handler, which is the most that a call costs.
 */
import { ApiKeys } from "@openrouter-keys/core-effect-4/ApiKeys"
import * as FetchClient from "@openrouter-keys/core-effect-4/FetchClient"
import { OpenRouterClient } from "@openrouter-keys/core-effect-4/OpenRouterClient"
import * as UndiciClient from "@openrouter-keys/core-effect-4/UndiciClient"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"

/**
 * @typedef {object} Options
 * @property {string} apiKey
 * @property {string} serverURL
 * @property {import("@openrouter-keys/core-effect-4/KeyRequest").CreateKeysRequest} newKey
 */

/**
 * @param {Options} options
 * @param {Layer.Layer<HttpClient.HttpClient>} httpClient
 */
const clientOf = async ({ apiKey, newKey, serverURL }, httpClient) => {
  const runtime = ManagedRuntime.make(ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make(apiKey), serverURL })),
    Layer.provide(httpClient)
  ))
  const keys = await runtime.runPromise(ApiKeys)
  return {
    list: () => Effect.runPromise(keys.list()),
    /** @param {string} hash */
    get: (hash) => Effect.runPromise(keys.get({ hash })),
    create: () => Effect.runPromise(keys.create(newKey)),
    /** @param {number} times */
    listAtOnce: (times) =>
      Effect.runPromise(Effect.all(Array.from({ length: times }, () => keys.list()), { concurrency: "unbounded" })),
    countAll: () => Effect.runPromise(Stream.runCount(keys.listAll())),
    close: () => runtime.dispose()
  }
}

/**
 * Over undici's pool.
 *
 * @param {Options} options
 */
export const overUndici = (options) => clientOf(options, UndiciClient.layer())

/**
 * Over fetch.
 *
 * @param {Options & { readonly fetch?: FetchClient.Fetch }} options
 */
export const overFetch = (options) =>
  clientOf(options, Layer.succeed(HttpClient.HttpClient, FetchClient.make(options.fetch ?? globalThis.fetch)))
