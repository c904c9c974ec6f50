/**
 * Fetch as an `HttpClient`, made for small answers that are read once.
 *
 * It does what `FetchHttpClient` of `@effect/platform` does for the requests of this library, in two thirds of the time:
 * platform's answers can be read twice and in any form, and are kept on a registry that aborts what nobody reads.
 * Everything works with either; `ApiKeys.layerLive` and the Promise adapter use this one.
 *
 * @module
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { type EachPiece, setEachPiece } from "./internal/pieces.js"

/** A function like fetch, as far as it is asked for anything here. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>

/** Waits for a promise. Whoever is interrupted meanwhile aborts what it stands for. */
const abortable = <A, E>(
  start: () => Promise<A>,
  controller: AbortController,
  onFailure: (cause: unknown) => E
): Effect.Effect<A, E> =>
  Effect.async((resume) => {
    start().then((value) => resume(Effect.succeed(value)), (cause) => resume(Effect.fail(onFailure(cause))))
    return Effect.sync(() => controller.abort())
  })

const eachPieceOf = (
  response: HttpClientResponse.HttpClientResponse,
  body: ReadableStream<Uint8Array> | null,
  controller: AbortController
): EachPiece =>
(take) =>
  abortable(
    // oxlint-disable-next-line oxc/no-async-await -- A body is made of promises, and there may be many pieces.
    async () => {
      if (body === null) return
      const reader = body.getReader()
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        if (!take(piece.value)) return controller.abort()
      }
    },
    controller,
    (cause) => new HttpClientError.ResponseError({ request: response.request, response, reason: "Decode", cause })
  )

const initOf = ({ body, headers, method }: HttpClientRequest.HttpClientRequest, signal: AbortSignal): RequestInit => ({
  method,
  // The length is fetch's to say.
  headers: Headers.remove(headers, "content-length"),
  // As platform's client has it: named also where there is none.
  body: (body._tag === "Uint8Array" ? body.body : undefined) as BodyInit,
  signal
})

const execute = (fetch: Fetch) =>
(
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> =>
  Effect.contextWithEffect((context: Context.Context<never>) => {
    const init = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit))
    const controller = new AbortController()
    return Effect.map(
      abortable(
        // oxlint-disable-next-line oxc/no-async-await -- A function of the caller's may also throw at once.
        async () => fetch(request.url, { ...init, ...initOf(request, controller.signal) }),
        controller,
        (cause) => new HttpClientError.RequestError({ request, reason: "Transport", cause })
      ),
      (source) => {
        const response = HttpClientResponse.fromWeb(request, source)
        setEachPiece(response, eachPieceOf(response, source.body, controller))
        return response
      }
    )
  })

/** A client over a function like fetch. Of requests' bodies it sends text and bytes, which is all there are here. */
export const make = (fetch: Fetch): HttpClient.HttpClient =>
  HttpClient.makeWith(Effect.flatMap(execute(fetch)), Effect.succeed<HttpClientRequest.HttpClientRequest>)

/**
 * A client over the platform's fetch, or over `FetchHttpClient.Fetch` where that is provided. The platform's is looked up
 * with each request: whoever replaces it later, as tests do, is heard.
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    Effect.serviceOption(FetchHttpClient.Fetch),
    Option.match({
      onNone: () => make((input, init) => globalThis.fetch(input, init)),
      onSome: make
    })
  )
)
