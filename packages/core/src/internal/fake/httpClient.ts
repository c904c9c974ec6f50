/** The fake as an `HttpClient`. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { connectionReset, type FakeRequest, toWebResponse } from "@openrouter-keys/protocol/fake"
import * as Effect from "effect/Effect"
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
  HttpClient.make((request, url) => {
    const failure = (reason: "Transport" | "Encode", cause: unknown) =>
      new HttpClientError.RequestError({ request, reason, cause })
    return bodyOf(request).pipe(
      Effect.mapError((cause) => failure("Encode", cause)),
      Effect.flatMap((body) => handle({ method: request.method, url: url.href, headers: request.headers, body })),
      Effect.flatMap((response) =>
        response._tag === "Dropped"
          ? Effect.fail(failure("Transport", connectionReset()))
          : Effect.succeed(HttpClientResponse.fromWeb(request, toWebResponse(response)))
      )
    )
  })
