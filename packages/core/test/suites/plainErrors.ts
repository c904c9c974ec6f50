/** Errors are plain: subclasses of `Error` with a tag and fields of plain values. */
import { assert, describe, it } from "vitest"
import { createdKey } from "../support/wire.js"
import { memory } from "./memory.js"
import { samples } from "./samples.js"
import { failed, type Name, type SeenError, type TestClient } from "./testClient.js"

const isPlain = (value: unknown): boolean => {
  if (value === null || ["string", "number", "boolean", "undefined"].includes(typeof value)) return true
  if (typeof value !== "object") return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false
  return Object.values(value).every(isPlain)
}

const common = ["operation", "outcome", "isRetryable", "attempts"] as const
const ofStatus = ["statusCode", "headers", "body", "code", "metadata", "retryAfterMs"] as const

const respond = (status: number, body: string, headers: Record<string, string> = {}) =>
  memory(() => new Response(body, { status, headers })).fetch

export const plainErrors = (client: TestClient): void => {
  const errorOf = async (name: Name, settings: Parameters<TestClient["call"]>[2], request = samples[name].request) =>
    failed(await client.call(name, request, settings))

  const assertPlain = (error: SeenError, tag: string, fields: ReadonlyArray<string>): void => {
    assert.strictEqual(error._tag, tag)
    assert.strictEqual(error.name, tag)
    assert.strictEqual((error.constructor as { readonly name: string }).name, tag)
    assert.instanceOf(error, Error)
    // Effect's own errors are also Effects.
    assert.notProperty(error, "pipe")
    for (const field of [...common, ...fields]) assert.property(error, field)
    const { cause: _, ...own } = { ...error }
    assert.isTrue(isPlain(own), Object.keys(own).join())
    const json = JSON.parse(JSON.stringify(error)) as SeenError
    assert.include({ ...json }, {
      _tag: tag,
      message: error.message,
      outcome: error.outcome,
      operation: error.operation
    })
    assert.notProperty(error, "createdKey")
    assert.notProperty(error, "retryAfter")
  }

  describe(`${client.name}: errors`, () => {
    const statuses: ReadonlyArray<readonly [number, string]> = [
      [401, "Unauthorized"],
      [403, "Forbidden"],
      [429, "TooManyRequests"],
      [500, "InternalServerError"],
      [502, "UnexpectedStatus"]
    ]

    it.each(statuses)("of %i are plain objects with the fields of the response", async (status, tag) => {
      for (const name of client.names) {
        const body = JSON.stringify({ error: { code: status, message: "no", metadata: { a: [1, { b: null }] } } })
        const error = await errorOf(name, { fetch: respond(status, body, { "retry-after": "2.5", "x-a": "b" }) })
        assertPlain(error, tag, ofStatus)
        assert.include({ ...error }, { statusCode: status, code: status, retryAfterMs: 2_500, body })
        assert.deepStrictEqual(error.metadata, { a: [1, { b: null }] })
        assert.strictEqual(error.headers?.["x-a"], "b")
      }
    })

    it("without a body or a wait have null fields", async () => {
      for (const name of client.names) {
        const error = await errorOf(name, { fetch: respond(401, "") })
        assert.include({ ...error }, { code: null, metadata: null, retryAfterMs: null, body: "" })
      }
    })

    it("of one operation have their own class there", async () => {
      const some: ReadonlyArray<readonly [Name, number, string]> = [
        ["create", 400, "BadRequest"],
        ["update", 400, "BadRequest"],
        ["update", 404, "NotFound"],
        ["update", 409, "Conflict"],
        ["delete", 404, "NotFound"]
      ]
      for (const [name, status, tag] of some) {
        assertPlain(await errorOf(name, { fetch: respond(status, "") }), tag, ofStatus)
      }
    })

    it("of connections, timeouts and input are plain objects", async () => {
      const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })
      const lost = await errorOf("update", {
        fetch: () => Promise.reject(new TypeError("fetch failed", { cause: reset }))
      })
      assertPlain(lost, "ConnectionError", ["code", "reason"])
      assert.strictEqual(lost.code, "ECONNRESET")
      assert.isString(lost.reason)
      const late = await errorOf("update", { fetch: () => new Promise(() => {}), timeoutMs: 30 })
      assertPlain(late, "RequestTimeout", ["timeoutMs"])
      assert.strictEqual(late.timeoutMs, 30)
      const wrong = await errorOf("create", { fetch: memory().fetch }, { name: "" })
      assertPlain(wrong, "InvalidRequest", ["issues"])
    })

    it("with a created key return it only from revealCreatedKey()", async () => {
      const behind: ReadonlyArray<readonly [number, string, string]> = [
        [201, JSON.stringify({ key: createdKey }), "InvalidResponse"],
        [202, JSON.stringify({ key: createdKey, data: {} }), "UnexpectedStatus"]
      ]
      for (const [status, body, tag] of behind) {
        const error = await errorOf("create", { fetch: respond(status, body) })
        assertPlain(error, tag, ofStatus)
        assert.strictEqual(error.revealCreatedKey?.(), createdKey)
        assert.isFalse(Object.values(error).some((value) => typeof value === "function"))
        assert.notInclude(
          JSON.stringify(Reflect.ownKeys(error).map((key) => Reflect.get(error, key) as unknown)),
          createdKey
        )
      }
      const none = await errorOf("update", { fetch: respond(200, JSON.stringify({ key: createdKey })) })
      assert.strictEqual(none._tag, "InvalidResponse")
      assert.isNull(none.revealCreatedKey?.())
      const unexpected = await errorOf("create", { fetch: respond(418, JSON.stringify({ key: createdKey })) })
      assert.isNull(unexpected.revealCreatedKey?.())
    })
  })
}
