/** Runs the Effects of a test. */
import { ApiKeys, FetchClient, OpenRouterClient, RetryPolicy } from "@openrouter-keys/core-effect-4"
import { Effect, Layer, Redacted } from "effect"
import { HttpClient } from "effect/http"
import { bearer } from "../../../core/test/support/wire.js"

/** The operations over a fetch function, by default without retries. */
export const over = (
  fetch: FetchClient.Fetch,
  options: Partial<OpenRouterClient.Options> = {}
): Layer.Layer<ApiKeys> =>
  ApiKeys.layer.pipe(
    Layer.provide(OpenRouterClient.layer({ apiKey: Redacted.make(bearer), retry: RetryPolicy.none, ...options })),
    Layer.provide(Layer.succeed(HttpClient.HttpClient, FetchClient.make(fetch)))
  )

/**
 * A fetch function that returns the given responses in order, then repeats the last one; and the requests it received.
 */
export const responding = (...responses: ReadonlyArray<readonly [status: number, body: string]>) => {
  const requests: Array<{ readonly url: string; readonly headers: Headers }> = []
  const fetch: FetchClient.Fetch = (url, { headers }) => {
    const [status, body] = responses[Math.min(requests.length, responses.length - 1)]!
    requests.push({ url, headers: new Headers(headers) })
    return Promise.resolve(new Response(body, { status }))
  }
  return { fetch, requests }
}

/** Runs an Effect with the operations. */
export const run = <A, E>(effect: Effect.Effect<A, E, ApiKeys>, layer: Layer.Layer<ApiKeys, unknown>): Promise<A> =>
  Effect.runPromise(Effect.provide(effect, layer) as Effect.Effect<A>)
