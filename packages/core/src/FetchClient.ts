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
import * as UrlParams from "@effect/platform/UrlParams"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { constVoid } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { type EachPiece, setEachPiece } from "./internal/pieces.js"

/** A function like fetch, as far as it is asked for anything here. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>

/** Waits for a promise. Whoever is interrupted meanwhile stops what it stands for. */
const stoppable = <A, E>(
  start: () => Promise<A>,
  stop: () => void,
  onFailure: (cause: unknown) => E
): Effect.Effect<A, E> =>
  // Around the whole of it: an interruption may come between the start and what `async` itself would do about one.
  Effect.onInterrupt(
    Effect.async<A, E>((resume) => {
      start().then((value) => resume(Effect.succeed(value)), (cause) => resume(Effect.fail(onFailure(cause))))
    }),
    () => Effect.sync(stop)
  )

const eachPieceOf = (
  response: HttpClientResponse.HttpClientResponse,
  body: ReadableStream<Uint8Array> | null,
  controller: AbortController
): EachPiece =>
(take) => {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  const stop = () => {
    controller.abort()
    // A function of the caller's may not have passed the signal on.
    reader?.cancel().catch(constVoid)
  }
  return stoppable(
    // oxlint-disable-next-line oxc/no-async-await -- A body is made of promises, and there may be many pieces.
    async () => {
      if (body === null) return
      reader = body.getReader()
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        if (!take(piece.value)) return stop()
      }
    },
    stop,
    (cause) => new HttpClientError.ResponseError({ request: response.request, response, reason: "Decode", cause })
  )
}

type Request = HttpClientRequest.HttpClientRequest

/** The address with what a client around this one may have added to the query. */
const addressOf = ({ url, urlParams }: Request): string =>
  urlParams.length === 0 ? url : `${url}${url.includes("?") ? "&" : "?"}${UrlParams.toString(urlParams)}`

const initOf = (request: Request, init: RequestInit | undefined, signal: AbortSignal): RequestInit => ({
  ...init,
  method: request.method,
  // The length is fetch's to say.
  headers: Headers.remove(
    Headers.merge(Headers.fromInput(init?.headers as Headers.Input), request.headers),
    "content-length"
  ),
  // As platform's client has it: named also where there is none.
  body: (request.body._tag === "Uint8Array" ? request.body.body : undefined) as BodyInit,
  signal
})

/** Which function carries a request: the context it is made in may say. */
type FetchIn = (context: Context.Context<never>) => Fetch

const execute = (fetchIn: FetchIn) =>
(
  request: Request
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> =>
  Effect.contextWithEffect((context: Context.Context<never>) => {
    const init = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit))
    const fetch = fetchIn(context)
    const controller = new AbortController()
    return Effect.map(
      stoppable(
        // oxlint-disable-next-line oxc/no-async-await -- A function of the caller's may also throw at once.
        async () => fetch(addressOf(request), initOf(request, init, controller.signal)),
        () => controller.abort(),
        (cause) => new HttpClientError.RequestError({ request, reason: "Transport", cause })
      ),
      (source) => {
        const response = HttpClientResponse.fromWeb(request, source)
        setEachPiece(response, eachPieceOf(response, source.body, controller))
        return response
      }
    )
  })

const over = (fetchIn: FetchIn): HttpClient.HttpClient =>
  HttpClient.makeWith(Effect.flatMap(execute(fetchIn)), Effect.succeed<Request>)

/** A client over a function like fetch. Of requests' bodies it sends text and bytes, which is all there are here. */
export const make = (fetch: Fetch): HttpClient.HttpClient => over(() => fetch)

const providedIn = (context: Context.Context<never>): Fetch | undefined =>
  Option.getOrUndefined(Context.getOption(context, FetchHttpClient.Fetch))

const platform: Fetch = (input, init) => globalThis.fetch(input, init)

/**
 * A client over the platform's fetch, or over `FetchHttpClient.Fetch` where that is provided, to a call or to the layer.
 * The platform's is looked up with each request: whoever replaces it later, as tests do, is heard.
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    Effect.context<never>(),
    (built) => over((context) => providedIn(context) ?? providedIn(built) ?? platform)
  )
)
