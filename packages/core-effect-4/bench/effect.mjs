// What Effect 4 takes by itself: its runtime, its HTTP client and Schema, for one request.
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Schema from "effect/Schema"

const Page = Schema.Struct({ data: Schema.Array(Schema.Struct({ hash: Schema.String })) })

export const list = () =>
  HttpClient.get("https://openrouter.ai/api/v1/keys").pipe(
    Effect.flatMap(HttpClientResponse.schemaBodyJson(Page)),
    Effect.provide(FetchHttpClient.layer),
    Effect.runPromise
  )
