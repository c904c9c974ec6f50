import { assert, describe, it } from "@effect/vitest"
import { OpenRouterError } from "@openrouter-keys/core"
import { Effect } from "effect"

const fields = {
  message: "get: Resource not found (HTTP 404)",
  operation: "get",
  outcome: "Rejected",
  isRetryable: false,
  attempts: 1,
  statusCode: 404,
  headers: {},
  body: "",
  code: 404,
  metadata: null,
  retryAfterMs: 3_000
} as const

describe("an error", () => {
  const error = new OpenRouterError.NotFound(fields)

  it("is an Error, with the tag as its name", () => {
    assert.instanceOf(error, Error)
    assert.instanceOf(error, OpenRouterError.NotFound)
    assert.strictEqual(error._tag, "NotFound")
    assert.strictEqual(error.name, "NotFound")
    assert.strictEqual(String(error), "NotFound: get: Resource not found (HTTP 404)")
    assert.include(error.stack, "get: Resource not found (HTTP 404)")
  })

  it("keeps its fields in JSON", () => {
    assert.deepInclude(JSON.parse(JSON.stringify(error)), {
      _tag: "NotFound",
      message: "get: Resource not found (HTTP 404)",
      operation: "get",
      outcome: "Rejected",
      isRetryable: false,
      statusCode: 404,
      retryAfterMs: 3_000
    })
  })

  it.effect("can be caught by its tag", () =>
    Effect.fail(error).pipe(
      Effect.catchTag("NotFound", ({ statusCode }) => Effect.succeed(statusCode)),
      Effect.map((status) => assert.strictEqual(status, 404))
    ))

  it("is recognized by the guard, and others are not", () => {
    assert.isTrue(OpenRouterError.isOpenRouterError(error))
    for (const other of [null, undefined, "NotFound", {}, { _tag: "NotFound" }, new Error("NotFound")]) {
      assert.isFalse(OpenRouterError.isOpenRouterError(other))
    }
  })
})
