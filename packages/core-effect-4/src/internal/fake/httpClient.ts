/** The fake as an `HttpClient`. */
import { connectionReset, type FakeRequest, toWebResponse } from "@openrouter-keys/protocol/fake"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import type { Handle } from "./handle.js"

const bodyOf = (request: HttpClientRequest.HttpClientRequest): Effect.Effect<FakeRequest["body"], unknown> => {
  const { body } = request
  switch (body._tag) {
    case "Empty":
      return Effect.succeed(undefined)
    case "Uint8Array":
      return Effect.succeed(body.body)
    case "Raw":
      return Effect.tryPromise(() => new Response(body.body as BodyInit).text())
    case "FormData":
      return Effect.tryPromise(() => new Response(body.formData).text())
    case "Stream":
      return Stream.mkString(Stream.decodeText(body.stream))
  }
}

export const makeHttpClient = (handle: Handle): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    bodyOf(request).pipe(
      Effect.mapError((cause) => new HttpClientError.EncodeError({ request, cause })),
      Effect.flatMap((body) => handle({ method: request.method, url: url.href, headers: request.headers, body })),
      Effect.flatMap((response) =>
        response._tag === "Dropped"
          ? Effect.fail(new HttpClientError.TransportError({ request, cause: connectionReset() }))
          : Effect.succeed(HttpClientResponse.fromWeb(request, toWebResponse(response)))
      ),
      Effect.mapError((reason) => new HttpClientError.HttpClientError({ reason }))
    )
  )
