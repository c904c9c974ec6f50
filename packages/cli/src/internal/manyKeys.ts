/** Provides the API to the programs of commands on many keys, as a service for fleet. */
import * as HttpClient from "@effect/platform/HttpClient"
import { ApiKeys } from "@openrouter-keys/core/ApiKeys"
import * as FetchClient from "@openrouter-keys/core/FetchClient"
import { OpenRouterClient } from "@openrouter-keys/core/OpenRouterClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Api, make } from "./api.js"
import { connectionOf } from "./connection.js"
import type { Host } from "./host.js"
import { nodeFetch } from "./nodeFetch.js"
import type { Globals } from "./shared.js"
import type { Failure, Program } from "./spec.js"

/** Sends requests with `node:http`. */
export const httpLayer: Layer.Layer<HttpClient.HttpClient> = Layer.sync(
  HttpClient.HttpClient,
  () => FetchClient.make(nodeFetch)
)

/** A program over the operations of the API, and over fleet. */
export const withApiKeys = (
  globals: Globals,
  program: Effect.Effect<void, Failure, Api | ApiKeys | Host>
): Program =>
  Effect.flatMap(connectionOf(globals), (connection) => {
    const client = Layer.provide(OpenRouterClient.layer(connection), httpLayer)
    return Effect.provide(
      program,
      Layer.merge(Layer.sync(Api, () => make(connection)), Layer.provide(ApiKeys.layer, client))
    )
  })
