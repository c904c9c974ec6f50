/**
 * The sandbox's own endpoints, which inspect and change it over HTTP. Their path is not used by the key API. They require
 * the management key, and are not subject to faults, latency or the rate limit.
 */
import type { FakeOpenRouter } from "@openrouter-keys/core/testing/FakeOpenRouter"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import { faultFromJson, faultToJson } from "./fault.js"

/** Path of the endpoints. */
export const controlPath = "/__sandbox"

/** A request to an endpoint. */
export interface Request {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly authorization: string | undefined
  readonly body: Uint8Array
}

/** A JSON response, or one without a body. */
export interface ControlResponse {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

type Endpoint = (
  fake: FakeOpenRouter.Service,
  input: { readonly hash: string; readonly json: unknown }
) => Effect.Effect<ControlResponse>

export const errorResponse = (status: number, message: string): ControlResponse => ({
  status,
  body: { error: { code: status, message } }
})

const data = (data: unknown): ControlResponse => ({ status: 200, body: { data } })

const done: ControlResponse = { status: 204 }

const addFault: Endpoint = (fake, { json }) =>
  Either.match(faultFromJson(json), {
    onLeft: (message) => Effect.succeed(errorResponse(400, message)),
    onRight: (fault) =>
      Effect.catchAllDefect(
        Effect.as(fake.fail(fault), done),
        // `JSON.stringify` throws if the body is nested too deeply.
        () => Effect.succeed(errorResponse(400, "the fault cannot be used: its body is nested too deeply"))
      )
  })

/** Changes a key's usage by a body such as `{ "usd": 1.5 }`. */
const changeUsage = (change: "spend" | "setUsage"): Endpoint => (fake, { hash, json }) =>
  Effect.flatMap(fake.keys, (keys) => {
    const usd = Predicate.hasProperty(json, "usd") ? json.usd : undefined
    if (!keys.some((key) => key.hash === hash)) return Effect.succeed(errorResponse(404, "Resource not found"))
    if (!Predicate.isNumber(usd) || !(usd >= 0)) {
      return Effect.succeed(errorResponse(400, "usd must be a number, 0 or more"))
    }
    return Effect.as(fake[change](hash, usd), done)
  })

type Methods = Readonly<Record<string, Endpoint>>

const endpoints: Readonly<Record<string, Methods>> = {
  "/state": { GET: ({ state }) => Effect.map(state, data) },
  "/requests": { GET: ({ requests }) => Effect.map(requests, data) },
  "/faults": {
    GET: ({ faults }) => Effect.map(faults, (faults) => data(faults.map(faultToJson))),
    POST: addFault,
    DELETE: ({ clearFaults }) => Effect.as(clearFaults, done)
  },
  "/reset": { POST: ({ reset }) => Effect.as(reset, done) },
  "/keys/{hash}/spend": { POST: changeUsage("spend") },
  "/keys/{hash}/usage": { PUT: changeUsage("setUsage") }
}

const keyPath = /^\/keys\/([^/]+)\/(spend|usage)$/

const findEndpoint = (path: string): { readonly methods: Methods | undefined; readonly hash: string } => {
  const [, hash, action] = keyPath.exec(path) ?? []
  const name = hash === undefined ? path : `/keys/{hash}/${action}`
  return { methods: Object.hasOwn(endpoints, name) ? endpoints[name] : undefined, hash: hash ?? "" }
}

const parse = (body: Uint8Array): Either.Either<unknown, string> =>
  body.length === 0 ? Either.right(undefined) : Either.try({
    try: (): unknown => JSON.parse(new TextDecoder().decode(body)),
    catch: () => "the body is not JSON"
  })

/** Whether a request is for these endpoints. */
export const isControl = (url: string): boolean => /^\/__sandbox(?:[/?]|$)/.test(url)

export const control = (fake: FakeOpenRouter.Service, { authorization, body, method, url }: Request) => {
  const { hash, methods } = findEndpoint(url.slice(controlPath.length).split("?")[0] ?? "")
  if (authorization !== `Bearer ${fake.managementKey}`) {
    return Effect.succeed(errorResponse(401, "The sandbox's own endpoints need the management key as bearer token"))
  }
  if (methods === undefined) return Effect.succeed(errorResponse(404, "The sandbox has no such endpoint"))
  const endpoint = Object.hasOwn(methods, method) ? methods[method] : undefined
  if (endpoint === undefined) {
    const allow = Object.keys(methods).join(", ")
    return Effect.succeed({ ...errorResponse(405, `Allowed methods: ${allow}`), headers: { allow } })
  }
  return Either.match(parse(body), {
    onLeft: (message) => Effect.succeed(errorResponse(400, message)),
    onRight: (json) => endpoint(fake, { hash, json })
  })
}
