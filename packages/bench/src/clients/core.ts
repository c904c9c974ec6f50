/** The Effect API. Each call is run by itself, as in a request handler, which is the most that a call costs. */
import * as HttpClient from "@effect/platform/HttpClient"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import * as FetchClient from "@openrouter-keys/core/FetchClient"
import { OpenRouterClient } from "@openrouter-keys/core/OpenRouterClient"
import * as UndiciClient from "@openrouter-keys/core/UndiciClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { apiKey, type Client, type Connection, newKey } from "./client.js"

const clientOf = async (serverURL: string, httpClient: Layer.Layer<HttpClient.HttpClient>): Promise<Client> => {
  const runtime = ManagedRuntime.make(ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make(apiKey), serverURL })),
    Layer.provide(httpClient)
  ))
  const keys = await runtime.runPromise(ApiKeys)
  return {
    list: () => Effect.runPromise(keys.list()),
    get: (hash) => Effect.runPromise(keys.get({ hash })),
    create: () => Effect.runPromise(keys.create(newKey)),
    listAtOnce: (times) =>
      Effect.runPromise(Effect.all(Array.from({ length: times }, () => keys.list()), { concurrency: "unbounded" })),
    countAll: () => Effect.runPromise(Stream.runCount(keys.listAll())),
    close: () => runtime.dispose()
  }
}

/** Over undici's pool. */
export const coreUndici = ({ serverURL }: Connection): Promise<Client> => clientOf(serverURL, UndiciClient.layer())

/** Over fetch. */
export const coreFetch = ({ fetch = globalThis.fetch, serverURL }: Connection): Promise<Client> =>
  clientOf(serverURL, Layer.succeed(HttpClient.HttpClient, FetchClient.make(fetch)))
