/**
 * Reads request bodies: small JSON objects.
 */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import { Rejection } from "./rejection.js"

/** Far more than any request of this API needs. */
const maxBytes = 64 * 1024

const rejections = {
  length: new Rejection({ status: 411, message: "The length of the body is required" }),
  size: new Rejection({ status: 413, message: `A body must not exceed ${maxBytes} bytes` }),
  // Also rejects forms of other pages, which cannot send JSON without a preflight request.
  type: new Rejection({ status: 415, message: "A body must be application/json" }),
  json: new Rejection({ status: 400, message: "The body is not a JSON object" })
}

const isObject = (text: string): boolean => {
  const value: unknown = JSON.parse(text)
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/**
 * The unchanged body, after checking its headers: Node reads no more than `content-length`. It is not parsed and encoded
 * again, because that would change numbers: 1e999 would become `null`, which means no limit.
 */
export const readBody = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<string, Rejection> =>
  Effect.gen(function*() {
    const { "content-length": length, "content-type": type = "" } = request.headers
    if (!/^application\/json *(?:;|$)/i.test(type)) return yield* rejections.type
    if (length === undefined) return yield* rejections.length
    if (Number(length) > maxBytes) return yield* rejections.size
    const text = yield* Effect.mapError(Effect.interruptible(request.text), () => rejections.json)
    const isJson = yield* Effect.try({ try: () => isObject(text), catch: () => rejections.json })
    return isJson ? text : yield* rejections.json
  })
