/**
 * Bodies of requests: JSON, and small.
 */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import { Refusal } from "./refusal.js"

/** Far more than any request of this API. */
const maxBytes = 64 * 1024

const refusals = {
  length: new Refusal({ status: 411, message: "The length of the body is required" }),
  size: new Refusal({ status: 413, message: `A body may have ${maxBytes} bytes` }),
  // Also what keeps forms of other pages out: they cannot send JSON without asking first.
  type: new Refusal({ status: 415, message: "A body must be application/json" }),
  json: new Refusal({ status: 400, message: "The body is not a JSON object" })
}

const isObject = (text: string): boolean => {
  const value: unknown = JSON.parse(text)
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/**
 * The body as it came, after a look at what it says of itself: Node sees to it that no more comes than was said. It is
 * not written anew, since JavaScript's numbers would not survive that: 1e999 would become `null`, which is no limit.
 */
export const readBody = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<string, Refusal> =>
  Effect.gen(function*() {
    const { "content-length": length, "content-type": type = "" } = request.headers
    if (!/^application\/json *(?:;|$)/i.test(type)) return yield* refusals.type
    if (length === undefined) return yield* refusals.length
    if (Number(length) > maxBytes) return yield* refusals.size
    const text = yield* Effect.mapError(Effect.interruptible(request.text), () => refusals.json)
    const isJson = yield* Effect.try({ try: () => isObject(text), catch: () => refusals.json })
    return isJson ? text : yield* refusals.json
  })
