import * as OpenRouterError from "@openrouter-keys/protocol/OpenRouterError"
import type { ErrorTag } from "@openrouter-keys/protocol/Stub"
import * as Stub from "@openrouter-keys/protocol/Stub"
import { inspect } from "node:util"
import { describe, expect, expectTypeOf, it, vi } from "vitest"
import { createdKey } from "./failures.js"

const { isOpenRouterError } = OpenRouterError

/** The fields that a spread keeps. */
const copy = (error: object): object => ({ ...error })

const tags: ReadonlyArray<[ErrorTag, number | undefined, OpenRouterError.Outcome, boolean]> = [
  ["InvalidRequest", undefined, "NotSent", false],
  ["ConnectionError", undefined, "Unknown", true],
  ["RequestTimeout", undefined, "Unknown", true],
  ["BadRequest", 400, "Rejected", false],
  ["Unauthorized", 401, "Rejected", false],
  ["Forbidden", 403, "Rejected", false],
  ["NotFound", 404, "Rejected", false],
  ["Conflict", 409, "Rejected", false],
  ["TooManyRequests", 429, "Rejected", true],
  ["InternalServerError", 500, "Unknown", true],
  ["UnexpectedStatus", 502, "Unknown", true],
  ["InvalidResponse", 200, "Unknown", false]
]

describe.each(tags)("%s", (tag, statusCode, outcome, isRetryable) => {
  const error = Stub.error(tag)
  const Class = Stub.errorClasses[tag]

  it("is an Error with its tag as its name, and sensible defaults", () => {
    expect(error).toBeInstanceOf(Error)
    expect(error).toBeInstanceOf(Class)
    expect(isOpenRouterError(error)).toBe(true)
    expect(error).toMatchObject({ _tag: tag, name: tag, outcome, isRetryable })
    expect((error as { statusCode?: number }).statusCode).toBe(statusCode)
    expect(String(error)).toBe(`${tag}: ${error.message}`)
    expect(error.stack).toContain(error.message)
    expect(error.message).toMatch(
      new RegExp(`^${error.operation}: .*${statusCode === undefined ? "" : `HTTP ${statusCode}`}`)
    )
  })

  it("is distinguished from all others", () => {
    for (const [other] of tags) expect(Stub.error(other) instanceof Class).toBe(other === tag)
    for (const other of [null, undefined, tag, {}, { _tag: tag }, new Error(tag)]) {
      expect((other as unknown) instanceof Class).toBe(false)
      expect(isOpenRouterError(other)).toBe(false)
    }
  })

  it("keeps its fields in JSON, a spread and a subclass", () => {
    const json = JSON.parse(JSON.stringify(error)) as object
    expect(json).toMatchObject({ _tag: tag, name: tag, message: error.message, operation: error.operation, outcome })
    expect(copy(error)).toMatchObject({ _tag: tag, outcome })
    class Mine extends (Class as new(init: { operation: "get" }) => Error) {
      readonly extra = 1
    }
    const mine = new Mine({ operation: "get" })
    expect(mine).toBeInstanceOf(Mine)
    expect(mine).toBeInstanceOf(Class)
    expect(mine).toMatchObject({ _tag: tag, extra: 1 })
    expect(error instanceof Mine).toBe(false)
  })

  it("keeps the given fields", () => {
    const given = Stub.error(tag, {
      message: "said",
      operation: "delete",
      outcome: "NotSent",
      attempts: 4,
      isRetryable: true
    })
    expect(given).toMatchObject({
      message: "said",
      operation: "delete",
      outcome: "NotSent",
      attempts: 4,
      isRetryable: true
    })
  })
})

it("a second copy of the library recognizes the errors of the first", async () => {
  vi.resetModules()
  const copy = await import("@openrouter-keys/protocol/OpenRouterError")
  expect(copy.NotFound).not.toBe(OpenRouterError.NotFound)
  const theirs = new copy.NotFound({ operation: "get" })
  expect(theirs).toBeInstanceOf(OpenRouterError.NotFound)
  expect(theirs instanceof OpenRouterError.Conflict).toBe(false)
  expect(new OpenRouterError.NotFound({ operation: "get" })).toBeInstanceOf(copy.NotFound)
  expect(isOpenRouterError(theirs)).toBe(true)
})

describe("a created key", () => {
  it.each(["UnexpectedStatus", "InvalidResponse"] as const)("is revealed by %s, and not shown otherwise", (tag) => {
    const error = Stub.error(tag, { createdKey })
    expect(error.operation).toBe("create")
    expect(error.revealCreatedKey()).toBe(createdKey)
    const properties = [...Object.getOwnPropertyNames(error), ...Object.getOwnPropertySymbols(error)]
      .map((name) => String((error as unknown as Record<PropertyKey, unknown>)[name]))
    for (
      const shown of [
        inspect(error, { showHidden: true, depth: Infinity, getters: true }),
        JSON.stringify(error),
        JSON.stringify(copy(error)),
        JSON.stringify(structuredClone(copy(error))),
        inspect(structuredClone(error), { showHidden: true }),
        inspect(Object.getOwnPropertyDescriptors(error)),
        String(error),
        ...properties
      ]
    ) {
      expect(shown).not.toContain(createdKey.slice(9, 30))
    }
    expect(Stub.error(tag).revealCreatedKey()).toBeNull()
  })

  it.each(["UnexpectedStatus", "InvalidResponse"] as const)(
    "is revealed by an Effect proxy of %s",
    (tag) => {
      const error = Stub.error(tag, { createdKey })
      const proxy = new Proxy(error, { get: (target, name) => target[name as never] })
      expect(proxy.revealCreatedKey()).toBe(createdKey)
    }
  )
})

describe("builders", () => {
  it("fill in a key", () => {
    expect(Stub.key({ name: "CI", limit: 5 })).toMatchObject({ name: "CI", limit: 5, usage: 0, lastUsedAt: null })
    expect(Stub.currentKey({ isFreeTier: true })).toMatchObject({ isFreeTier: true, isManagementKey: true })
  })

  it("fill in an error, typed by its tag", () => {
    const error = Stub.error("TooManyRequests", { retryAfterMs: 1000 })
    expectTypeOf(error).toEqualTypeOf<OpenRouterError.TooManyRequests>()
    expect(error).toMatchObject({ retryAfterMs: 1000, operation: "get", attempts: 1 })
    expect(error.message).toBe("get: too many requests (HTTP 429)")
    expect(Stub.error("Conflict").operation).toBe("update")
    expect(Stub.error("InternalServerError", { operation: "create", attempts: 2 })).toMatchObject({
      isRetryable: false,
      message: "create: the service failed (HTTP 500) (after 2 attempts); the change may have been made"
    })
  })

  it("are distinguished by their tags", () => {
    const error = Stub.error("NotFound") as OpenRouterError.OpenRouterError
    if (error._tag === "ConnectionError") expectTypeOf(error.reason).toEqualTypeOf<string | null>()
    expectTypeOf<OpenRouterError.UpdateError>().toEqualTypeOf<
      OpenRouterError.CommonError | OpenRouterError.BadRequest | OpenRouterError.NotFound | OpenRouterError.Conflict
    >()
    expectTypeOf<Extract<OpenRouterError.GetError, { _tag: "NotFound" }>>().toEqualTypeOf<OpenRouterError.NotFound>()
    expectTypeOf<Extract<OpenRouterError.GetError, { _tag: "BadRequest" | "Conflict" }>>().toEqualTypeOf<never>()
  })
})
