import { type CallContext, type HttpResponse, invalidInput, toError, toResult } from "@openrouter-keys/protocol/Failure"
import type { OpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import { operations } from "@openrouter-keys/protocol/Operation"
import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import { bearer, connection, createdKey, input, timeout } from "./failures.js"

const context = (fields: Partial<CallContext> = {}): CallContext => ({
  operation: "create",
  statuses: [400],
  attempts: 1,
  outcome: "Unknown",
  isRetryable: false,
  secrets: [bearer],
  ...fields
})

const response = (status: number, text: string, headers: HttpResponse["headers"] = {}): HttpResponse => ({
  status,
  headers,
  text
})

/** The error of a call that got one response. */
const failing = (
  got: HttpResponse,
  fields: Partial<CallContext> = {},
  cut = false
): OpenRouterError => {
  const spec = operations[fields.operation ?? "create"]
  const result = toResult(spec as typeof operations.create, got, {
    receivedAt: 0,
    secrets: [bearer],
    cut: cut ? connection({ sent: true }) : undefined
  })
  if (result.ok) throw new Error("a success")
  return toError(result.failure, context({ statuses: spec.statuses, ...fields }))
}

const shown = (error: object): string =>
  [
    inspect(error, { showHidden: true, depth: Infinity, maxStringLength: null }),
    JSON.stringify(error),
    inspect(structuredClone({ ...error }), { depth: Infinity, maxStringLength: null })
  ].join("\n")

const revealed = (error: OpenRouterError): string | null =>
  "revealCreatedKey" in error ? error.revealCreatedKey() : null

describe("the error of a status", () => {
  it.each<[number, CallContext["operation"], string]>([
    [400, "create", "BadRequest"],
    [400, "get", "UnexpectedStatus"],
    [401, "get", "Unauthorized"],
    [403, "list", "Forbidden"],
    [404, "get", "NotFound"],
    [404, "list", "UnexpectedStatus"],
    [409, "update", "Conflict"],
    [409, "create", "UnexpectedStatus"],
    [429, "delete", "TooManyRequests"],
    [500, "getCurrentKeyMetadata", "InternalServerError"],
    [503, "get", "UnexpectedStatus"],
    [307, "get", "UnexpectedStatus"],
    [0, "get", "UnexpectedStatus"]
  ])("%i of %s is %s", (status, operation, tag) => {
    expect(failing(response(status, ""), { operation })).toMatchObject({ _tag: tag, statusCode: status, operation })
  })

  it("has the service's message", () => {
    const text = JSON.stringify({ error: { code: 429, message: "Slow down", metadata: { a: { b: 1 } } } })
    expect(failing(response(429, text, { "retry-after": "3" }), { attempts: 3, outcome: "Rejected" })).toMatchObject({
      message: "create: Slow down (HTTP 429) (after 3 attempts)",
      code: 429,
      metadata: { a: { b: 1 } },
      body: text,
      headers: { "retry-after": "3" },
      retryAfterMs: 3000
    })
    expect(failing(response(500, "{\"error\":\"plain\"}")).message).toBe(
      "create: plain (HTTP 500); the change may have been made"
    )
    expect(failing(response(307, "<html>"), { operation: "get" }).message).toBe(
      "get: the service redirected; redirects are not followed (HTTP 307)"
    )
  })

  it("has a limited size, however deep, wide or long the body is", () => {
    const deep = `{"error":{"message":"no","metadata":{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}}}`
    const long = JSON.stringify({ error: { code: "c".repeat(9000), message: "m".repeat(1_000_000) } })
    for (
      const [text, tag] of [[deep, "Unauthorized"], [long, "Unauthorized"], ["x".repeat(8_000_000), "Unauthorized"]]
    ) {
      const error = failing(response(401, text!))
      expect(error._tag).toBe(tag)
      expect(error.message.length).toBeLessThan(400)
      expect((error as { body?: string }).body!.length).toBeLessThanOrEqual(64 * 1024)
      expect(shown(error).length).toBeLessThan(1_000_000)
    }
  })

  it("shows no secret, wherever the service repeats it", () => {
    const echo = { [bearer]: [bearer, { deep: `Bearer ${bearer}` }], url: `ftp://me:${bearer}@host` }
    const text = JSON.stringify({ error: { code: bearer, message: `bad ${bearer}`, metadata: echo } })
    const cut = text.slice(0, text.lastIndexOf(bearer) + 30)
    for (const body of [text, text.replaceAll("-", "\\u002d"), encodeURIComponent(text), cut]) {
      expect(shown(failing(response(400, body, { "x-echo": bearer })))).not.toContain(bearer.slice(9, 25))
    }
  })
})

describe("a created key", () => {
  const cases: ReadonlyArray<[string, string, boolean?]> = [
    ["an incomplete envelope", JSON.stringify({ key: createdKey })],
    ["a wrong envelope", JSON.stringify({ data: { key: createdKey } })],
    ["a cut body", `{"key":"${createdKey}","data":{"hash":"ab`, true],
    ["a malformed body", `{key}: "key" : "${createdKey}", oops`],
    ["quotes that are not in pairs", `{"a":"b"","key":"${createdKey}"}`],
    ["10,000 levels before it", `${"[".repeat(10_000)}{"key":"${createdKey}"}`],
    ["10,000 levels after it", `{"key":"${createdKey}","data":${"[".repeat(10_000)}`],
    ["another type", JSON.stringify({ key: { value: createdKey } })],
    ["another name beside it", JSON.stringify({ key: "id-1", secret: createdKey })],
    ["another name", JSON.stringify({ secret: createdKey })],
    ["escapes", `{"\\u006bey":"${createdKey.replaceAll("-", "\\u002d")}"}`],
    ["JSON in JSON", JSON.stringify(JSON.stringify({ key: createdKey }))],
    ["plain text", createdKey],
    ["HTML", `<p>${createdKey.replaceAll("-", "&#45;")}</p>`],
    ["another key before it", JSON.stringify({ replaces: `sk-or-v1-${"7".repeat(64)}`, key: createdKey })],
    ["the bearer token before it", JSON.stringify({ for: bearer, key: createdKey })]
  ]

  it.each(cases)("is found in %s", (_, text, cut = false) => {
    for (const status of [201, 202]) {
      const error = failing(response(status, text, { "x-key": encodeURIComponent(createdKey) }), {}, cut)
      expect(error._tag).toBe(status === 201 ? "InvalidResponse" : "UnexpectedStatus")
      expect(revealed(error)).toBe(createdKey)
      expect(error.message).toMatch(/a key was created; call `revealCreatedKey\(\)` of the original error to get it$/)
      expect(shown(error)).not.toContain(createdKey.slice(9, 25))
    }
  })

  it("is found in an unknown form if it is in its documented place", () => {
    for (const text of ["{\"key\":\"opaque\"}", "{\"data\":{\"key\":\"opaque\"}}", "x\" \"key\" : \"opaque\" y"]) {
      expect(revealed(failing(response(201, text)))).toBe("opaque")
    }
  })

  it("is not shown in any form", () => {
    const error = failing(response(201, "{\"key\":\"opaque-0123456789\",\"name\":\"opaque-0123456789\"}"))
    expect(revealed(error)).toBe("opaque-0123456789")
    expect(shown(error)).not.toContain("opaque-0123456789")
  })

  it("is not taken from elsewhere", () => {
    expect(revealed(failing(response(400, JSON.stringify({ key: createdKey }))))).toBeNull()
    expect(revealed(failing(response(402, JSON.stringify({ key: createdKey }))))).toBeNull()
    expect(revealed(failing(response(202, JSON.stringify({ key: createdKey })), { operation: "update" }))).toBeNull()
    for (
      const text of [
        "",
        "{}",
        `{"key":"${bearer}"}`,
        "{\"data\":[[{\"key\":\"env\"}]]}",
        "{\"label\":\"sk-or-v1-0e6...1c96\"}"
      ]
    ) {
      expect(revealed(failing(response(201, text)))).toBeNull()
    }
  })

  it("is neither shown nor revealed if it is truncated", () => {
    for (let length = 1; length < createdKey.length; length++) {
      const text = `{"key":"${createdKey.slice(0, length)}`
      expect(failing(response(201, text), {}, true)._tag).toBe("ConnectionError")
      const error = failing(response(202, text), {}, true)
      expect(revealed(error)).toBeNull()
      if (length > 9) expect(shown(error)).not.toContain(createdKey.slice(0, length))
    }
  })

  it("is found in linear time", () => {
    const before = process.cpuUsage()
    for (const part of ["\"key\":\"", "\"key\"", "\\\"", "\"", " ", ":", "{"]) {
      revealed(failing(response(201, part.repeat(300_000 / part.length))))
    }
    expect(process.cpuUsage(before).user).toBeLessThan(20_000_000)
  }, 120_000)
})

describe("other failures", () => {
  it("have a reason for an invalid body", () => {
    const error = failing(response(200, "<html>"), { operation: "get" })
    expect(error._tag).toBe("InvalidResponse")
    expect(error.message).toMatch(/^get: the response does not match the contract: /)
    const tooLong = toResult(operations.get, response(200, "[["), { receivedAt: 0, secrets: [], tooLong: true })
    expect(tooLong).toMatchObject({ ok: false, failure: { _tag: "Body", message: "the response body is too long" } })
    const unheard = connection({ sent: true })
    expect(toResult(operations.get, response(200, "{"), { receivedAt: 0, secrets: [], cut: unheard })).toEqual({
      ok: false,
      failure: unheard
    })
    expect(toResult(operations.get, response(401, "{"), { receivedAt: 0, secrets: [], cut: unheard })).toMatchObject({
      failure: { _tag: "Status" }
    })
    expect(toResult(operations.delete, response(200, "{\"deleted\":true}"), { receivedAt: 0, secrets: [] })).toEqual({
      ok: true,
      value: { deleted: true }
    })
  })

  it("have a reason for input, connection and timeout", () => {
    expect(toError(input, context({ attempts: 0, outcome: "NotSent" }))).toMatchObject({
      _tag: "InvalidRequest",
      message: "create: wrong",
      attempts: 0
    })
    expect(toError(timeout(true), context())).toMatchObject({
      timeoutMs: 1000,
      message: "create: no response within 1 s; the change may have been made"
    })
    expect(toError({ ...connection({ sent: false }), code: "X", reason: "words" }, context({ outcome: "NotSent" })))
      .toMatchObject({ _tag: "ConnectionError", code: "X", reason: "words" })
    expect(invalidInput("update", [{ path: "hash", message: "is missing" }, { path: "", message: "is odd" }]))
      .toMatchObject({
        message: "update: hash is missing; the request is odd",
        attempts: 0,
        outcome: "NotSent",
        isRetryable: false
      })
  })
})
