/** The schemas of errors: what crosses a process boundary, and what does not. */
import { assert, describe, it } from "@effect/vitest"
import { ErrorSchema, OpenRouterError } from "@openrouter-keys/core"
import { toError } from "@openrouter-keys/protocol/Failure"
import { Arbitrary, Cause, Either, Equal, JSONSchema, Pretty, Schema } from "effect"
import * as fc from "fast-check"
import { inspect } from "node:util"
import { expectTypeOf } from "vitest"

const classes = {
  InvalidRequest: OpenRouterError.InvalidRequest,
  ConnectionError: OpenRouterError.ConnectionError,
  RequestTimeout: OpenRouterError.RequestTimeout,
  BadRequest: OpenRouterError.BadRequest,
  Unauthorized: OpenRouterError.Unauthorized,
  Forbidden: OpenRouterError.Forbidden,
  NotFound: OpenRouterError.NotFound,
  Conflict: OpenRouterError.Conflict,
  TooManyRequests: OpenRouterError.TooManyRequests,
  InternalServerError: OpenRouterError.InternalServerError,
  UnexpectedStatus: OpenRouterError.UnexpectedStatus,
  InvalidResponse: OpenRouterError.InvalidResponse
}

type Tag = keyof typeof classes

/** Of any of them, as far as they are alike. */
const classOf = (tag: Tag) => classes[tag] as unknown as typeof OpenRouterError.NotFound
type Each = Schema.Schema<OpenRouterError.OpenRouterError, { readonly _tag: string }>

const tags = Object.keys(classes) as ReadonlyArray<Tag>
const schemas: Readonly<Record<string, unknown>> = { ...ErrorSchema }
const schemaOf = (tag: Tag): Each => schemas[tag] as Each

const arbitrary = (schema: Each): fc.Arbitrary<OpenRouterError.OpenRouterError> => Arbitrary.make(schema)

const throughJson = (schema: Each, error: OpenRouterError.OpenRouterError) =>
  Schema.decodeUnknownSync(schema)(JSON.parse(JSON.stringify(Schema.encodeSync(schema)(error))))

/** Own fields as data; JSON has no -0. */
const fieldsOf = (error: Error): unknown => JSON.parse(JSON.stringify(error))

describe.each(tags)("%s", (tag) => {
  const schema = schemaOf(tag)

  it("survives encoding with every field, as an instance of its class", () => {
    fc.assert(fc.property(arbitrary(schema), (error) => {
      const arrived = throughJson(schema, error)
      assert.instanceOf(arrived, classOf(tag))
      assert.instanceOf(arrived, Error)
      assert.isTrue(OpenRouterError.isOpenRouterError(arrived))
      assert.strictEqual(arrived._tag, tag)
      assert.strictEqual(arrived.name, tag)
      assert.strictEqual(arrived.message, error.message)
      assert.deepStrictEqual(fieldsOf(arrived), fieldsOf(error))
      assert.isTrue(Schema.equivalence(schema)(arrived, throughJson(schema, error)))
    }))
  })

  it("accepts only its class", () => {
    fc.assert(fc.property(arbitrary(schemaOf("NotFound")), arbitrary(schemaOf("ConnectionError")), (one, other) => {
      assert.strictEqual(Schema.is(schema)(one), tag === "NotFound")
      assert.strictEqual(Schema.is(schema)(other), tag === "ConnectionError")
    }))
    for (const value of [{}, null, new Error("no"), { _tag: tag }]) assert.isFalse(Schema.is(schema)(value))
  })

  it("decodes the `JSON.stringify` of the error", () => {
    const error = new (classOf(tag))({ operation: "get" })
    const arrived = Schema.decodeUnknownSync(schema)(JSON.parse(JSON.stringify(error)))
    assert.deepStrictEqual(fieldsOf(arrived), fieldsOf(error))
  })

  it("rejects JSON that lacks a field or belongs to another error", () => {
    const json = Schema.encodeSync(schema)(
      new (classOf(tag))({ operation: "get" })
    )
    for (const name of Object.keys(json)) {
      const { [name]: _, ...rest } = json as Record<string, unknown>
      assert.isTrue(Either.isLeft(Schema.decodeUnknownEither(schema)(rest)), name)
    }
    assert.isTrue(Either.isLeft(Schema.decodeUnknownEither(schema)({ ...json, _tag: "Other" })))
  })

  it("has a JSON Schema on both sides, can be printed, and has an encoded side", () => {
    const json = Schema.encodedSchema(schema)
    for (const { ast } of [schema, Schema.typeSchema(schema), json]) {
      const each = Schema.make(ast)
      assert.include(JSON.stringify(JSONSchema.make(each)), `"enum":["${tag}"]`)
    }
    const [error] = fc.sample(arbitrary(schema), 1)
    assert.include(Pretty.make(schema)(error!), tag)
    assert.isTrue(Schema.is(json)(Schema.encodeSync(schema)(error!)))
  })
})

describe("the errors of an operation", () => {
  const common = tags.filter((tag) => !["BadRequest", "NotFound", "Conflict"].includes(tag))
  const unions: ReadonlyArray<readonly [string, Schema.Schema.AnyNoContext, ReadonlyArray<Tag>]> = [
    ["CommonError", ErrorSchema.CommonError, common],
    ["ListError", ErrorSchema.ListError, [...common, "BadRequest"]],
    ["CreateError", ErrorSchema.CreateError, [...common, "BadRequest"]],
    ["GetError", ErrorSchema.GetError, [...common, "NotFound"]],
    ["UpdateError", ErrorSchema.UpdateError, [...common, "BadRequest", "NotFound", "Conflict"]],
    ["DeleteError", ErrorSchema.DeleteError, [...common, "NotFound"]],
    ["GetCurrentKeyMetadataError", ErrorSchema.GetCurrentKeyMetadataError, common],
    ["OpenRouterError", ErrorSchema.OpenRouterError, tags]
  ]

  it.each(unions)("%s: exactly these", (_, union, members) => {
    for (const tag of tags) {
      const error = new (classOf(tag))({ operation: "get" })
      const isMember = members.includes(tag)
      assert.strictEqual(Schema.is(union)(error), isMember, tag)
      const json = Schema.encodeSync(schemaOf(tag))(error)
      const decoded = Schema.decodeUnknownEither(union)(json)
      assert.strictEqual(Either.isRight(decoded), isMember, tag)
      if (isMember) assert.instanceOf(Either.getOrThrow(decoded), classOf(tag))
    }
  })

  it("are typed", () => {
    expectTypeOf<Schema.Schema.Type<typeof ErrorSchema.ListError>>().toEqualTypeOf<OpenRouterError.ListError>()
    expectTypeOf<Schema.Schema.Type<typeof ErrorSchema.UpdateError>>().toEqualTypeOf<OpenRouterError.UpdateError>()
    expectTypeOf<Schema.Schema.Type<typeof ErrorSchema.NotFound>>().toEqualTypeOf<OpenRouterError.NotFound>()
    expectTypeOf<Schema.Schema.Encoded<typeof ErrorSchema.NotFound>["_tag"]>().toEqualTypeOf<"NotFound">()
    expectTypeOf<Schema.Schema.Context<typeof ErrorSchema.UpdateError>>().toBeNever()
  })
})

describe("encoding leaves out", () => {
  const createdKey = `sk-or-v1-${"c".repeat(64)}`

  it.each(["UnexpectedStatus", "InvalidResponse"] as const)("a created key of %s", (tag) => {
    const error = new classes[tag]({ operation: "create", createdKey })
    const schema = schemaOf(tag)
    const json = Schema.encodeSync(schema)(error)
    assert.notInclude(JSON.stringify(json) + inspect(json), createdKey)
    const arrived = throughJson(schema, error)
    assert.isNull((arrived as typeof error).revealCreatedKey())
    assert.strictEqual(error.revealCreatedKey(), createdKey)
    assert.notInclude(Pretty.make(schema)(error) + Cause.pretty(Cause.fail(error)), createdKey)
  })

  it("a created key, and the decoded message still refers to the original error", () => {
    const error = toError({
      _tag: "Body",
      response: { status: 201, headers: {}, text: JSON.stringify({ key: createdKey }) },
      retryAfterMs: null,
      message: "the response does not match the contract"
    }, { operation: "create", statuses: [400], attempts: 1, outcome: "Unknown", isRetryable: false, secrets: [] })
    const arrived = throughJson(schemaOf("InvalidResponse"), error)
    for (const { message } of [error, arrived, JSON.parse(JSON.stringify(error)) as { readonly message: string }]) {
      assert.match(message, /a key was created; call `revealCreatedKey\(\)` of the original error to get it$/)
    }
  })

  it("the cause of a ConnectionError", () => {
    const cause = new Error("read ECONNRESET")
    const error = new OpenRouterError.ConnectionError({ operation: "list", code: "ECONNRESET", cause })
    const arrived = throughJson(schemaOf("ConnectionError"), error)
    assert.isUndefined(arrived.cause)
    assert.deepInclude(arrived, { code: "ECONNRESET" })
  })
})

describe("metadata", () => {
  const decode = Schema.decodeUnknownEither(ErrorSchema.NotFound)
  const json = (metadata: unknown) => ({
    ...Schema.encodeSync(ErrorSchema.NotFound)(new OpenRouterError.NotFound({ operation: "get" })),
    metadata
  })

  it("may be nested as deeply as JSON allows", () => {
    const depth = 50_000
    const deep: unknown = JSON.parse(`${"{\"a\":[".repeat(depth)}${"]}".repeat(depth)}`)
    assert.isTrue(Either.isRight(decode(json(deep))))
  })

  it("is JSON, and an object", () => {
    const cyclic: Record<string, unknown> = {}
    cyclic["self"] = cyclic
    const wrong = [cyclic, { f: () => 1 }, { d: new Date() }, { n: Number.NaN }, { u: undefined }, [], "text", 1]
    for (const metadata of wrong) assert.isTrue(Either.isLeft(decode(json(metadata))), inspect(metadata))
  })

  it("is compared without the order of its fields", () => {
    const error = (metadata: OpenRouterError.NotFound["metadata"]) =>
      new OpenRouterError.NotFound({ operation: "get", metadata })
    const isEquivalent = Schema.equivalence(ErrorSchema.NotFound)
    assert.isTrue(isEquivalent(error({ a: 1, b: { c: [1], d: 2 } }), error({ b: { d: 2, c: [1] }, a: 1 })))
    assert.isFalse(isEquivalent(error({ a: 1 }), error({ a: [1] })))
    assert.isFalse(isEquivalent(error({ a: { b: 1 } }), error({ a: [["b", 1]] })))
    assert.isFalse(Equal.equals(error({ a: 1 }), error({ a: 1 })))
  })
})
