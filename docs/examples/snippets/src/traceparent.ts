import { HttpClient, HttpClientRequest, HttpTraceContext } from "@effect/platform"
import { ApiKeys, FetchClient, OpenRouterClient } from "@openrouter-keys/core"
import { Config, Effect, Layer } from "effect"

/** Sends the operation's span as the parent of whatever a gateway of yours records, in `traceparent` and `b3`. */
const withTraceHeaders = HttpClient.mapRequestEffect((request) =>
  Effect.currentSpan.pipe(
    Effect.map((span) => HttpClientRequest.setHeaders(request, HttpTraceContext.toHeaders(span))),
    Effect.orElseSucceed(() => request)
  )
)

const Client = OpenRouterClient.layer({
  apiKey: Config.redacted("OPENROUTER_API_KEY"),
  serverURL: process.env["OPENROUTER_BASE_URL"],
  transformClient: withTraceHeaders
})

const Live = ApiKeys.layer.pipe(Layer.provide(Client), Layer.provide(FetchClient.layer))

export const main = Effect.provide(ApiKeys.list(), Live)
