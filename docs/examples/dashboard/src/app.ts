/**
 * The HTTP app of the server: serves the page's files and its configuration, and forwards the API.
 */
import type * as HttpApp from "@effect/platform/HttpApp"
import type * as HttpPlatform from "@effect/platform/HttpPlatform"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { type Assets, serveAsset } from "./assets.js"
import { readBody } from "./body.js"
import { checkHost, checkOrigin } from "./guard.js"
import { Rejection, toResponse } from "./rejection.js"
import type { ResponseBuffer } from "./responseBuffer.js"
import { apiPath, findRoute } from "./route.js"
import type { Forward } from "./upstream.js"

/** The configuration that the page loads. */
export interface Config {
  readonly mode: "sandbox" | "live"
  /** Origin of the service. */
  readonly server: string
}

/** Options of the app. */
export interface AppOptions {
  readonly port: number
  readonly assets: Assets
  readonly config: Config
  readonly forward: Forward
  readonly responseBuffer: ResponseBuffer
}

type Request = HttpServerRequest.HttpServerRequest
type Response = HttpServerResponse.HttpServerResponse

/** The page may load only its own files and connect only to this server, so that injected code cannot run or send data. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join("; ")

const headersOfAll = {
  "content-security-policy": policy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff"
}

const callApi = (
  request: Request,
  path: string,
  query: string,
  { forward, responseBuffer }: AppOptions
): Effect.Effect<Response, Rejection> =>
  Effect.gen(function*() {
    const route = yield* findRoute(request.method, path.slice(apiPath.length), new URLSearchParams(query))
    yield* checkOrigin(request)
    const { body, response } = yield* forward(route, route.operation.hasBody ? yield* readBody(request) : undefined)
    responseBuffer.add(request, body)
    return response
  })

const configResponse = (request: Request, config: Config): Effect.Effect<Response, Rejection> =>
  request.method === "GET"
    ? Effect.as(checkOrigin(request), HttpServerResponse.unsafeJson(config))
    : Effect.fail(new Rejection({ status: 405, message: "Allowed here: GET", headers: { allow: "GET" } }))

const handleRequest = (
  request: Request,
  options: AppOptions
): Effect.Effect<Response, Rejection, HttpPlatform.HttpPlatform> =>
  Effect.gen(function*() {
    const { assets, config, port } = options
    yield* checkHost(request, port)
    const [path = "", query = ""] = request.url.split(/\?(.*)/s)
    if (!path.startsWith("/api/")) return yield* serveAsset(assets, request.method, path)
    return yield* path === "/api/config"
      ? configResponse(request, config)
      : callApi(request, path, query, options)
  })

/** The server's app. */
export const makeApp = (options: AppOptions): HttpApp.Default<never, HttpPlatform.HttpPlatform> =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
    handleRequest(request, options).pipe(
      Effect.catchAll((rejection) => Effect.succeed(toResponse(rejection))),
      Effect.tap(() => Effect.sync(() => options.responseBuffer.limitReadTime(request))),
      Effect.map((response) =>
        HttpServerResponse.setHeaders(response, {
          ...headersOfAll,
          // Responses of the API and rejections must not be cached.
          "cache-control": response.headers["cache-control"] ?? "no-store"
        })
      )
    ))
