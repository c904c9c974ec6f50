/**
 * Fetch as an `HttpClient`.
 *
 * Platform's own serves everybody: its answers may be read twice and in any form, and each lives on a registry that
 * aborts it should nobody read it. Here every answer is read at once and once. Without the rest, a call takes a third
 * less time.
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
import type { Fetch } from "../options.js"

/** Waits for a promise; whoever is interrupted meanwhile aborts what it stands for. */
const abortable = <A, E>(
  start: () => Promise<A>,
  controller: AbortController,
  onFailure: (cause: unknown) => E
): Effect.Effect<A, E> =>
  Effect.async((resume) => {
    start().then((value) => resume(Effect.succeed(value)), (cause) => resume(Effect.fail(onFailure(cause))))
    return Effect.sync(() => controller.abort())
  })

const initOf = ({ body, headers, method }: HttpClientRequest.HttpClientRequest, signal: AbortSignal): RequestInit => ({
  method,
  // The length is fetch's to say.
  headers: Headers.remove(headers, "content-length"),
  // As platform's client has it: named also where there is none.
  body: (body._tag === "Uint8Array" ? body.body : undefined) as BodyInit,
  signal
})

/** An answer of platform's, whose text is the source's own. */
const respond = (
  request: HttpClientRequest.HttpClientRequest,
  source: Response,
  controller: AbortController
): HttpClientResponse.HttpClientResponse => {
  const response = HttpClientResponse.fromWeb(request, source)
  const text = abortable(
    () => source.text(),
    controller,
    (cause) => new HttpClientError.ResponseError({ request, response, reason: "Decode", cause })
  )
  return Object.defineProperty(response, "text", { value: text })
}

const execute = (fetch: Fetch) =>
(
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> =>
  Effect.contextWithEffect((context: Context.Context<never>) => {
    const init = Option.getOrUndefined(Context.getOption(context, FetchHttpClient.RequestInit))
    const controller = new AbortController()
    return Effect.map(
      abortable(
        // A function of the caller's may also throw at once.
        async () => fetch(request.url, { ...init, ...initOf(request, controller.signal) }),
        controller,
        (cause) => new HttpClientError.RequestError({ request, reason: "Transport", cause })
      ),
      (source) => respond(request, source, controller)
    )
  })

/** A client over a function like fetch. */
export const layer = (fetch: Fetch): Layer.Layer<HttpClient.HttpClient> =>
  Layer.succeed(
    HttpClient.HttpClient,
    HttpClient.makeWith(Effect.flatMap(execute(fetch)), Effect.succeed<HttpClientRequest.HttpClientRequest>)
  )
