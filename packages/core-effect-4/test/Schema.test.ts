import {
  ApiKey,
  ApiKeyFromWire,
  CreateKeysRequest,
  CreateKeysResponse,
  CurrentKeyFromWire,
  ErrorSchema,
  OpenRouterError,
  UpdateKeysRequest
} from "@openrouter-keys/core-effect-4"
import { ApiKeysTest } from "@openrouter-keys/core-effect-4/testing"
import { encodeApiKey } from "@openrouter-keys/protocol"
import * as Stub from "@openrouter-keys/protocol/Stub"
import { DateTime, Redacted, Result, Schema } from "effect"
import { HttpApiSchema } from "effect/http-api"
import { inspect } from "node:util"
import { assert, describe, it } from "vitest"
import { firstWireKey, wireCurrentKey, wireKey } from "../../core/test/support/wire.js"

const messageOf = <A, I>(schema: Schema.Codec<A, I>, value: unknown): string =>
  Result.match(Schema.decodeUnknownResult(schema)(value), {
    onFailure: String,
    onSuccess: (value) => assert.fail(`decoded ${inspect(value)}`)
  })

describe("keys", () => {
  it("are decoded from the service's JSON, with missing fields filled in, and encoded back", () => {
    const key = Schema.decodeUnknownSync(ApiKeyFromWire)(wireKey)
    assert.deepInclude(key, { hash: wireKey.hash, limitReset: "monthly", createdAt: "2025-08-24T10:30:00Z" })
    assert.deepStrictEqual(Schema.encodeSync(ApiKeyFromWire)(key), encodeApiKey(key))
    assert.deepInclude(Schema.decodeUnknownSync(ApiKeyFromWire)(firstWireKey), { workspaceId: null, lastUsedAt: null })
    assert.strictEqual(Schema.decodeUnknownSync(CurrentKeyFromWire)(wireCurrentKey).label, wireCurrentKey.label)
  })

  it("have a camelCase JSON form", () => {
    const key = ApiKeysTest.key({ name: "CI" })
    assert.deepStrictEqual(Schema.decodeUnknownSync(ApiKey)(JSON.parse(JSON.stringify(key))), key)
    assert.include(messageOf(ApiKey, { ...key, limit: "5" }), "Expected a finite number or null\n  at [\"limit\"]")
  })
})

describe("requests", () => {
  it("have the same rules as the operations", () => {
    assert.include(messageOf(CreateKeysRequest, { name: "" }), "at [\"name\"]")
    assert.include(messageOf(CreateKeysRequest, { name: "CI", limit: -1 }), "at [\"limit\"]")
    assert.include(messageOf(UpdateKeysRequest, { hash: "a/b", requestBody: {} }), "at [\"hash\"]")
    const strict = Schema.decodeUnknownResult(CreateKeysRequest, { onExcessProperty: "error" })({ name: "CI", limt: 5 })
    assert.include(String(Result.isFailure(strict) && strict.failure), "limt")
  })

  it("accept points in time in any form, and do not show secrets", () => {
    const apiKey = "k".repeat(40)
    const request = Schema.decodeUnknownSync(CreateKeysRequest)({
      name: "CI",
      expiresAt: "2027-01-01T01:00:00+01:00",
      external: { user: "u", apiKey }
    })
    assert.strictEqual(request.expiresAt, "2027-01-01T00:00:00Z")
    assert.notInclude(inspect(request, { depth: Infinity }), apiKey)
    const instants = [new Date("2027-01-01T00:00:00Z"), DateTime.makeUnsafe("2027-01-01T00:00:00Z")]
    for (const expiresAt of instants) {
      assert.deepStrictEqual(
        Schema.encodeSync(CreateKeysRequest)({
          name: "CI",
          expiresAt,
          external: { user: "u", apiKey: Redacted.make(apiKey) }
        }),
        { name: "CI", expiresAt: "2027-01-01T00:00:00Z", external: { user: "u", apiKey } }
      )
    }
    const wrong = messageOf(CreateKeysRequest, { name: "CI", external: { user: "u", apiKey: "short secret" } })
    assert.notInclude(wrong, "short secret")
  })

  it("are described in JSON Schema, field by field", () => {
    const text = JSON.stringify(Schema.toJsonSchemaDocument(CreateKeysRequest))
    assert.include(text, "OpenRouterCreateKeysRequest")
    for (const [name, field] of Object.entries(CreateKeysRequest.fields)) {
      assert.include(text, name)
      assert.isDefined(field)
    }
    assert.include(text, "\"format\":\"date-time\"")
  })
})

it("a created key is a string in JSON, and Redacted when decoded", () => {
  const json = { data: ApiKeysTest.key(), key: "sk-or-v1-created" }
  const decoded = Schema.decodeUnknownSync(CreateKeysResponse)(json)
  assert.notInclude(inspect(decoded), "sk-or-v1-created")
  assert.strictEqual(Redacted.value(decoded.key), "sk-or-v1-created")
  assert.deepStrictEqual(Schema.encodeSync(CreateKeysResponse)(decoded), json)
  assert.deepStrictEqual(Schema.encodeSync(Schema.toCodecJson(CreateKeysResponse))(decoded), json)
})

describe("errors", () => {
  const tags = Object.keys(Stub.errorClasses) as ReadonlyArray<Stub.ErrorTag>
  const codec = Schema.toCodecJson(ErrorSchema.OpenRouterError)

  it.each(tags)("%s survives JSON as an instance of its class", (tag) => {
    const error = ApiKeysTest.error(tag)
    for (const schema of [codec, ErrorSchema.OpenRouterError]) {
      const json = JSON.stringify(Schema.encodeUnknownSync(schema)(error))
      const back = Schema.decodeUnknownSync(schema)(JSON.parse(json))
      assert.strictEqual(back.constructor, error.constructor)
      assert.isTrue(OpenRouterError.isOpenRouterError(back))
      assert.deepStrictEqual(JSON.parse(JSON.stringify(back)), JSON.parse(JSON.stringify(error)))
    }
  })

  it("do not encode a created key", () => {
    const error = ApiKeysTest.error("InvalidResponse", { createdKey: "sk-or-v1-created" })
    const json = JSON.stringify(Schema.encodeUnknownSync(codec)(error))
    assert.notInclude(json, "sk-or-v1-created")
    const back = Schema.decodeUnknownSync(codec)(JSON.parse(json)) as OpenRouterError.InvalidResponse
    assert.isNull(back.revealCreatedKey())
  })

  it("accept metadata of any depth", () => {
    const deep = JSON.parse(`${"{\"a\":".repeat(20_000)}1${"}".repeat(20_000)}`) as Record<string, never>
    const error = ApiKeysTest.error("BadRequest", { metadata: deep })
    const back = Schema.decodeUnknownSync(ErrorSchema.BadRequest)(Schema.encodeSync(ErrorSchema.BadRequest)(error))
    assert.strictEqual(back.metadata, deep)
  })

  it("have the statuses of an HttpApi", () => {
    const statuses = [ErrorSchema.NotFound, ErrorSchema.ConnectionError, ErrorSchema.RequestTimeout].map((schema) =>
      schema.ast.annotations?.["httpApiStatus"]
    )
    assert.deepStrictEqual(statuses, [404, 502, 504])
    assert.isDefined(HttpApiSchema.status)
  })
})
