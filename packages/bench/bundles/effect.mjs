// Effect alone, for one request: its runtime, HTTP client and Schema.
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const Page = Schema.Struct({ data: Schema.Array(Schema.Struct({ hash: Schema.String })) })

export const list = () =>
  HttpClient.get("https://openrouter.ai/api/v1/keys").pipe(
    Effect.flatMap(HttpClientResponse.schemaBodyJson(Page)),
    Effect.provide(FetchHttpClient.layer),
    Effect.runPromise
  )
