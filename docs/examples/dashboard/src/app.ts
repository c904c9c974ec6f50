/**
 * From a request to its answer: the page's files, what the page wants to know of the server, and the API.
 */
import type * as HttpApp from "@effect/platform/HttpApp"
import type * as HttpPlatform from "@effect/platform/HttpPlatform"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { type Assets, serveAsset } from "./assets.js"
import { readBody } from "./body.js"
import { checkHost, checkOrigin } from "./guard.js"
import type { Outbox } from "./outbox.js"
import { Refusal, toResponse } from "./refusal.js"
import { apiPath, findRoute } from "./route.js"
import type { Forward } from "./upstream.js"

/** What the page is told of the server. */
export interface Config {
  readonly mode: "sandbox" | "live"
  /** Origin of the service. */
  readonly server: string
}

/** What the app is made of. */
export interface AppOptions {
  readonly port: number
  readonly assets: Assets
  readonly config: Config
  readonly forward: Forward
  readonly outbox: Outbox
}

type Request = HttpServerRequest.HttpServerRequest
type Response = HttpServerResponse.HttpServerResponse

/** The page loads its own files and talks to this server. Whatever gets into it beyond that can neither run nor leave. */
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
  { forward, outbox }: AppOptions
): Effect.Effect<Response, Refusal> =>
  Effect.gen(function*() {
    const route = yield* findRoute(request.method, path.slice(apiPath.length), new URLSearchParams(query))
    yield* checkOrigin(request)
    const { body, response } = yield* forward(route, route.operation.hasBody ? yield* readBody(request) : undefined)
    outbox.hold(request, body)
    return response
  })

const tellConfig = (request: Request, config: Config): Effect.Effect<Response, Refusal> =>
  request.method === "GET"
    ? Effect.as(checkOrigin(request), HttpServerResponse.unsafeJson(config))
    : Effect.fail(new Refusal({ status: 405, message: "Allowed here: GET", headers: { allow: "GET" } }))

const answer = (
  request: Request,
  options: AppOptions
): Effect.Effect<Response, Refusal, HttpPlatform.HttpPlatform> =>
  Effect.gen(function*() {
    const { assets, config, port } = options
    yield* checkHost(request, port)
    const [path = "", query = ""] = request.url.split(/\?(.*)/s)
    if (!path.startsWith("/api/")) return yield* serveAsset(assets, request.method, path)
    return yield* path === "/api/config"
      ? tellConfig(request, config)
      : callApi(request, path, query, options)
  })

/** The server's app. */
export const makeApp = (options: AppOptions): HttpApp.Default<never, HttpPlatform.HttpPlatform> =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
    answer(request, options).pipe(
      Effect.catchAll((refusal) => Effect.succeed(toResponse(refusal))),
      Effect.tap(() => Effect.sync(() => options.outbox.hurry(request))),
      Effect.map((response) =>
        HttpServerResponse.setHeaders(response, {
          ...headersOfAll,
          // What a key is and does is nobody's to keep, and neither is a refusal.
          "cache-control": response.headers["cache-control"] ?? "no-store"
        })
      )
    ))
