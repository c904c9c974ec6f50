import {
  type CallContext,
  invalidInput,
  maxBufferedBody,
  maxErrorBody,
  maxSuccessBody,
  toError,
  toResult
} from "@openrouter-keys/protocol/Failure"
import { operations } from "@openrouter-keys/protocol/Operation"
import { REDACTED } from "@openrouter-keys/protocol/Redaction"
import { describe, expect, it } from "vitest"
import { bearer, connection, createdKey, input, timeout, undecodable } from "./failures.js"
import { context, failing, response, shown } from "./support/failing.js"

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

  it.each([
    [0, "the service redirected; redirects are not followed"],
    [1, "the service returned an unexpected status"],
    [299, "the service returned an unexpected status"],
    [300, "the service redirected; redirects are not followed"],
    [399, "the service redirected; redirects are not followed"],
    [400, "the service rejected the request"],
    [499, "the service rejected the request"],
    [500, "the service failed"]
  ])("without words of the service has a message for its status: %i", (status, words) => {
    for (
      const text of ["", "{}", "{\"error\":\"\"}", "{\"error\":{\"message\":\"\"}}", "{\"error\":{\"message\":1}}"]
    ) {
      expect(failing(response(status, text), { operation: "get" }).message).toBe(`get: ${words} (HTTP ${status})`)
    }
  })

  it.each<[string, unknown, unknown]>([
    ["a number", 429, 429],
    ["text", "rate_limited", "rate_limited"],
    ["100 characters", "c".repeat(100), "c".repeat(100)],
    ["more than 100 characters", "c".repeat(101), "c".repeat(100)],
    ["a character cut in half", `${"c".repeat(99)}\ud800\udc00`, "c".repeat(99)],
    ["another character cut in half", `${"c".repeat(99)}\udbff\udfff`, "c".repeat(99)],
    ["a whole character at the end", `${"c".repeat(98)}\ud800\udc00c`, `${"c".repeat(98)}\ud800\udc00`],
    ["the last character before surrogates", `${"c".repeat(99)}\ud7ffc`, `${"c".repeat(99)}\ud7ff`],
    ["a secret", `code ${bearer}`, `code ${REDACTED}`],
    ["a boolean", true, null],
    ["an object", {}, null]
  ])("has the body's code, if it is text or a number: %s", (_, code, expected) => {
    expect(failing(response(400, JSON.stringify({ error: { code } })))).toMatchObject({ code: expected })
  })

  it("has no code that is an infinite number", () => {
    expect(failing(response(400, "{\"error\":{\"code\":1e999}}"))).toMatchObject({ code: null })
  })

  it.each<[string, unknown, unknown]>([
    ["an object", { a: bearer }, { a: REDACTED }],
    ["an array", [1], null],
    ["text", "a", null],
    ["null", null, null]
  ])("has the body's metadata, if it is an object: %s", (_, metadata, expected) => {
    expect(failing(response(400, JSON.stringify({ error: { metadata } })))).toMatchObject({ metadata: expected })
  })

  it("quotes at most 300 characters of the service's message, and at most 600 before redaction", () => {
    const quoted = (message: string): string =>
      failing(response(400, JSON.stringify({ error: { message } })), { operation: "get" }).message
    expect(quoted("m".repeat(301))).toBe(`get: ${"m".repeat(300)} (HTTP 400)`)
    expect(quoted(`${`${bearer} `.repeat(5)}tail`)).toBe(`get: ${`${REDACTED} `.repeat(5)}tail (HTTP 400)`)
    expect(quoted(`${`${bearer} `.repeat(9)}tail`)).not.toContain("tail")
  })

  it("keeps at most 64 KiB of the body, before and after redaction", () => {
    const body = (text: string, secrets: ReadonlyArray<string> = [bearer]): string =>
      (failing(response(400, text), { secrets }) as { body?: string }).body!
    expect(body("x".repeat(65_537))).toBe("x".repeat(65_536))
    expect(body("password ".repeat(7000), ["password"])).toHaveLength(65_536)
    expect(body(`${`${bearer} `.repeat(890)}tail`)).not.toContain("tail")
  })

  it("redacts names and values of headers", () => {
    expect(failing(response(400, "", { [`x-${bearer}`]: bearer }))).toMatchObject({
      headers: { [`x-${REDACTED}`]: REDACTED }
    })
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
      ok: false,
      failure: { _tag: "Status" }
    })
    expect(toResult(operations.delete, response(200, "{\"deleted\":true}"), { receivedAt: 0, secrets: [] })).toEqual({
      ok: true,
      value: { deleted: true }
    })
  })

  it("have limits for bodies", () => {
    expect({ maxSuccessBody, maxErrorBody, maxBufferedBody }).toEqual({
      maxSuccessBody: 16_777_216,
      maxErrorBody: 65_536,
      maxBufferedBody: 1_048_576
    })
    const read = (length: number) =>
      toResult(operations.delete, response(200, "{\"deleted\":true}".padEnd(length)), { receivedAt: 0, secrets: [] })
    expect(read(maxSuccessBody)).toEqual({ ok: true, value: { deleted: true } })
    expect(read(maxSuccessBody + 1)).toMatchObject({
      ok: false,
      failure: { _tag: "Body", retryAfterMs: null, message: "the response body is too long" }
    })
  })

  it.each<["create" | "get", string, object]>([
    ["create", "with a key", { _tag: "Body", message: "the response body was cut short" }],
    ["create", "without a key", { _tag: "Connection" }],
    ["get", "with a key", { _tag: "Connection" }]
  ])("of a %s %s, cut short", (operation, content, failure) => {
    const text = content === "with a key" ? `{"key":"${createdKey}",` : "{"
    const status = operation === "create" ? 201 : 200
    const context = { receivedAt: 0, secrets: [], cut: connection({ sent: true }) }
    expect(toResult(operations[operation] as typeof operations.get, response(status, text), context)).toMatchObject({
      ok: false,
      failure
    })
  })

  it("have all fields of the call", () => {
    const fields = { operation: "update", outcome: "Rejected", attempts: 2, isRetryable: true } as const
    const cause = new Error("gone")
    const issues = [{ path: "hash", message: "is missing" }]
    for (
      const [failure, own] of [
        [{ ...input, issues }, { _tag: "InvalidRequest", issues }],
        [{ ...connection({ sent: true }), cause }, { _tag: "ConnectionError", cause }],
        [timeout(true), { _tag: "RequestTimeout" }],
        [undecodable, { _tag: "InvalidResponse", statusCode: 200 }]
      ] as const
    ) {
      expect(toError(failure, context(fields))).toMatchObject({ ...fields, ...own })
    }
  })

  it("of a create are not retryable if it may have been processed", () => {
    for (const [operation, isRetryable] of [["create", false], ["update", true]] as const) {
      expect(toError(timeout(true), context({ operation, isRetryable: true }))).toMatchObject({ isRetryable })
    }
    expect(toError(timeout(true), context({ outcome: "NotSent", isRetryable: true }))).toMatchObject({
      isRetryable: true
    })
  })

  it.each<["list" | "get" | "create" | "update" | "delete" | "getCurrentKeyMetadata", boolean]>([
    ["list", false],
    ["get", false],
    ["create", true],
    ["update", true],
    ["delete", true],
    ["getCurrentKeyMetadata", false]
  ])("of %s may have made a change: %s", (operation, isChange) => {
    const doubt = "; the change may have been made"
    expect(toError(timeout(true), context({ operation })).message.endsWith(doubt)).toBe(isChange)
    expect(toError(timeout(true), context({ operation, outcome: "Rejected" })).message).not.toContain(doubt)
  })

  it("quote at most 300 characters of an invalid success, redacted", () => {
    const body = (error: string) =>
      toResult(operations.get, response(200, JSON.stringify({ error })), { receivedAt: 0, secrets: ["password"] })
    const quoted = "the response does not match the contract: the service reported an error: "
    expect(body("no password")).toMatchObject({ failure: { message: `${quoted}no ${REDACTED}` } })
    expect(body("x".repeat(400))).toMatchObject({ failure: { message: `${quoted}${"x".repeat(269)}` } })
  })

  it.each([[1, ""], [2, " (after 2 attempts)"]])(
    "name the number of attempts, if it is more than %i",
    (attempts, text) => {
      expect(toError(timeout(true), context({ operation: "get", attempts })).message).toBe(
        `get: no response within 1 s${text}`
      )
    }
  )

  it("show no secret in the reason for invalid input or an invalid body", () => {
    expect(toError({ ...input, message: `no ${bearer}` }, context()).message).toBe(
      `create: no ${REDACTED}`
        + "; the change may have been made"
    )
    expect(toError({ ...undecodable, message: "no password" }, context({ secrets: ["password"] })).message).toBe(
      `create: no ${REDACTED}; the change may have been made`
    )
  })

  it.each([
    [0.2, "1 ms"],
    [999, "999 ms"],
    [999.5, "1000 ms"],
    [1000, "1 s"],
    [1234, "1.23 s"],
    [1235, "1.24 s"],
    [60_000, "60 s"]
  ])("name a timeout of %d ms as %s", (timeoutMs, duration) => {
    expect(toError({ ...timeout(true), timeoutMs }, context({ operation: "get" })).message).toBe(
      `get: no response within ${duration}`
    )
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
        operation: "update",
        issues: [{ path: "hash", message: "is missing" }, { path: "", message: "is odd" }],
        attempts: 0,
        outcome: "NotSent",
        isRetryable: false
      })
  })
})
