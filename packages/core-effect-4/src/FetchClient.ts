/**
 * Fetch as an `HttpClient`.
 *
 * `ApiKeys.layerLive` uses it. The operations then call fetch directly, which is faster than `FetchHttpClient` of
 * @effect/platform. It also reads responses without a stream, such as those of polyfills and mocks, with `text()`,
 * `arrayBuffer()` or `json()`.
 *
 * @module
 */
import type { Fetch as FetchFunction } from "@openrouter-keys/protocol/client/FetchExchange"
import { bodyOf, headersOf, isWebStream, textOf } from "@openrouter-keys/protocol/client/FetchResponse"
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import { directTransport } from "./internal/transport/direct.js"
import { type FetchIn, fetchTransport } from "./internal/transport/fetch.js"
import { platformFetch, platformInit } from "./internal/transport/init.js"

/** The part of `fetch` that is used here. */
export type Fetch = FetchFunction

type Request = HttpClientRequest.HttpClientRequest

const initOf = (request: Request, init: RequestInit | undefined, signal: AbortSignal): RequestInit => ({
  ...init,
  method: request.method,
  // Fetch sets the length itself.
  headers: Headers.remove(
    Headers.merge(Headers.fromInput(init?.headers as Headers.Input), request.headers),
    "content-length"
  ),
  // Always set, as in the client of @effect/platform.
  body: (request.body._tag === "Uint8Array" ? request.body.body : undefined) as BodyInit,
  signal
})

/** A response that @effect/platform can read: one without a stream is read with `text()` first. */
const readable = (response: Response): Promise<Response> | Response =>
  isPlatforms(response)
    ? response
    : textOf(response).then((text) =>
      new Response(text === "" ? null : text, { status: response.status, headers: { ...headersOf(response) } })
    )

/**
 * Whether @effect/platform can read it. An opaque redirect has no body, and a status that `Response` does not accept.
 */
const isPlatforms = (response: Response): boolean => {
  const body = bodyOf(response)
  return isWebStream(body) ? !body.locked : body === null && response instanceof globalThis.Response
}

const over = (fetchIn: FetchIn): HttpClient.HttpClient =>
  directTransport.register(
    HttpClient.make((request, url, signal, { context }) =>
      Effect.map(
        Effect.tryPromise({
          // Also rejects if the function throws.
          try: () =>
            new Promise<Response>((resolve) =>
              resolve(fetchIn(context)(url.href, initOf(request, platformInit(context), signal)))
            ).then(readable),
          catch: (cause) =>
            new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })
        }),
        (response) => HttpClientResponse.fromWeb(request, response)
      )
    ),
    fetchTransport(fetchIn)
  )

/** A client over a fetch function. It sends text and bytes, the only bodies of the operations. */
export const make = (fetch: Fetch): HttpClient.HttpClient => over(() => fetch)

const globalFetch: Fetch = (input, init) => globalThis.fetch(input, init)

/**
 * A client over the global fetch, or over `FetchHttpClient.Fetch` if it is provided to a call or to the layer. The
 * global fetch is looked up on each request, so mocks take effect.
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.effect(
  HttpClient.HttpClient,
  Effect.contextWith((context) => {
    const provided = platformFetch(context) ?? globalFetch
    return Effect.succeed(over((context) => platformFetch(context) ?? provided))
  })
)
