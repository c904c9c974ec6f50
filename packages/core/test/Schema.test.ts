/** The schemas of keys, requests and responses: sound, composable, and agreed with the operations. */
import { assert, describe, it } from "@effect/vitest"
import {
  ApiKey,
  ApiKeyFromWire,
  CreateKeysRequest,
  CreateKeysResponse,
  CurrentKey,
  CurrentKeyFromWire,
  DeleteKeysRequest,
  DeleteKeysResponse,
  External,
  FreeModelDailyRequests,
  GetCurrentKeyResponse,
  GetKeyRequest,
  GetKeyResponse,
  KeyChanges,
  ListRequest,
  ListResponse,
  RateLimit,
  UndecodableKey,
  UpdateKeysRequest,
  UpdateKeysResponse
} from "@openrouter-keys/core"
import { apiKeyFields, currentKeyFields, decodeApiKey, decodeCurrentKey } from "@openrouter-keys/protocol/ApiKey"
import { documentationOf } from "@openrouter-keys/protocol/Documentation"
import { type Field, type Fields, wireName } from "@openrouter-keys/protocol/Field"
import * as Protocol from "@openrouter-keys/protocol/KeyRequest"
import { operations } from "@openrouter-keys/protocol/Operation"
import { key } from "@openrouter-keys/protocol/Stub"
import { Arbitrary, DateTime, Either, JSONSchema, Pretty, Redacted, Schema } from "effect"
import * as fc from "fast-check"
import { readFileSync } from "node:fs"
import { inspect } from "node:util"
import { expectTypeOf } from "vitest"

type AnyStruct = Schema.Struct<Schema.Struct.Fields> & Schema.Schema.AnyNoContext

const responses = {
  ApiKey,
  CurrentKey,
  RateLimit,
  FreeModelDailyRequests,
  UndecodableKey,
  ListResponse,
  CreateKeysResponse,
  GetKeyResponse,
  UpdateKeysResponse,
  DeleteKeysResponse,
  GetCurrentKeyResponse
}

const requests = {
  CreateKeysRequest,
  External,
  GetKeyRequest,
  UpdateKeysRequest,
  DeleteKeysRequest,
  ListRequest,
  KeyChanges
}

const structs = Object.entries({ ...responses, ...requests }) as unknown as ReadonlyArray<readonly [string, AnyStruct]>

/** Of these every field may be left out. */
const takesNothing = new Set(["ListRequest", "KeyChanges"])

const wires = Object.entries({ ApiKeyFromWire, CurrentKeyFromWire }) as ReadonlyArray<
  readonly [string, Schema.Schema.AnyNoContext]
>

const viaJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const sample = (schema: Schema.Schema.AnyNoContext, check: (value: unknown) => void): void =>
  fc.assert(fc.property(Arbitrary.make(schema) as unknown as fc.Arbitrary<unknown>, check), { numRuns: 50 })

describe.each([...structs, ...wires])("%s", (name, schema) => {
  it("accepts its values and nothing else", () => {
    const is = Schema.is(schema)
    for (const value of [null, undefined, 1, "text", [], () => ({}), { data: 1 }]) assert.isFalse(is(value))
    assert.strictEqual(is({}), takesNothing.has(name))
    sample(schema, (value) => assert.isTrue(is(value)))
  })

  it("survives JSON", () => {
    const isEquivalent = Schema.equivalence(schema)
    sample(schema, (value) => {
      const json = viaJson(Schema.encodeSync(schema)(value))
      assert.isTrue(Schema.is(Schema.encodedSchema(schema))(json))
      const decoded: unknown = Schema.decodeUnknownSync(schema)(json)
      assert.deepStrictEqual(viaJson(Schema.encodeSync(schema)(decoded)), json)
      assert.isTrue(isEquivalent(decoded, Schema.decodeUnknownSync(schema)(json)))
    })
  })

  it("has a type side and an encoded side", () => {
    const is = Schema.is(Schema.typeSchema(schema))
    sample(Schema.typeSchema(schema), (value) => assert.isTrue(is(value)))
    assert.strictEqual(is({}), takesNothing.has(name))
    sample(Schema.encodedSchema(schema), (value) => assert.isTrue(Schema.is(Schema.encodedSchema(schema))(value)))
  })

  it("has a JSON Schema with descriptions", () => {
    assert.include(JSON.stringify(JSONSchema.make(schema)), "\"description\":")
    for (const each of [schema, Schema.encodedSchema(schema), Schema.typeSchema(schema)]) {
      const text = JSON.stringify(JSONSchema.make(each))
      // Names of this library only: another schema of the same name would replace what it refers to.
      for (const [, identifier] of text.matchAll(/"\$ref":"#\/\$defs\/(\w+)"/g)) {
        assert.match(identifier!, /^OpenRouter/)
      }
    }
  })

  it("can be printed", () => {
    sample(schema, (value) => assert.isString(Pretty.make(schema)(value)))
  })
})

describe.each(structs)("%s", (name, struct) => {
  const [first = "", ...others] = Object.keys(struct.fields)

  it("supports pick, omit, partial, extend and mutable", () => {
    // Each is typed in the types' test; here any of them may come.
    const record = struct as unknown as Schema.Schema<Record<string, unknown>>
    const pick = Schema.pick as unknown as (...names: ReadonlyArray<string>) => (self: typeof record) => typeof record
    const omit = Schema.omit as unknown as (...names: ReadonlyArray<string>) => (self: typeof record) => typeof record
    const parts = [
      struct.pick(first),
      struct.omit(...others),
      record.pipe(pick(first)),
      record.pipe(omit(...others)),
      Schema.partial(record),
      Schema.mutable(record)
    ] as ReadonlyArray<Schema.Schema.AnyNoContext>
    for (const part of parts) sample(part, (value) => assert.isTrue(Schema.is(part)(value)))
    assert.isTrue(Schema.is(parts[4]!)({}))

    const extended = Schema.extend(struct, Schema.Struct({ team: Schema.String })) as Schema.Schema.AnyNoContext
    sample(extended, (value) => assert.isTrue(Schema.is(extended)(value)))
    assert.isFalse(Schema.is(extended)({}))
  })

  it("can be spread, annotated and extended by a class", () => {
    const spread = Schema.Struct({ ...struct.fields, team: Schema.String }) as Schema.Schema.AnyNoContext
    assert.include(JSON.stringify(JSONSchema.make(spread)), "\"team\"")
    assert.include(JSON.stringify(JSONSchema.make(struct.annotations({ title: "Mine" }))), "\"Mine\"")
    class Own extends (struct as unknown as typeof ApiKey) {}
    assert.include(String(Own), name)
    assert.isTrue(Schema.isSchema(Own))
  })
})

describe("documents", () => {
  const propertiesOf = (schema: Schema.Schema.AnyNoContext, identifier: string) => {
    const { $defs, properties } = JSONSchema.make(schema) as unknown as {
      readonly $defs?: Record<string, { readonly properties: Record<string, Record<string, unknown>> }>
      readonly properties?: Record<string, Record<string, unknown>>
    }
    // Path and query parameters are inline, because OpenAPI lists only those.
    return properties ?? $defs![identifier]!.properties
  }

  const declared: ReadonlyArray<readonly [string, Schema.Schema.AnyNoContext, Fields]> = [
    ["ApiKey", ApiKey, apiKeyFields],
    ["CurrentKey", CurrentKey, currentKeyFields],
    ["ListRequest", ListRequest, Protocol.listRequest.fields],
    ["CreateKeysRequest", CreateKeysRequest, Protocol.createKeysRequest.fields],
    ["KeyChanges", KeyChanges, Protocol.keyChanges.fields],
    ["External", External, Protocol.external.fields],
    ["GetKeyRequest", GetKeyRequest, Protocol.getKeyRequest.fields]
  ]

  it.each(declared)("of %s have the description, example and default of each field", (name, schema, fields) => {
    const properties = propertiesOf(schema, `OpenRouter${name}`)
    assert.sameMembers(Object.keys(properties), Object.keys(fields))
    const documentation = documentationOf(fields)
    for (const [field, { fallback, kind }] of Object.entries(fields)) {
      const { description, example } = documentation[field]!
      const property = properties[field]!
      if (kind === "record" && "$ref" in property) continue
      assert.strictEqual(property["description"], description, field)
      if (example !== undefined) assert.deepStrictEqual(property["examples"], [example], field)
      if (fallback !== undefined) assert.deepStrictEqual(property["default"], fallback, field)
    }
  })

  it("have the rules of requests", () => {
    const { expiresAt, limit, limitReset, name, workspaceId } = propertiesOf(
      CreateKeysRequest,
      "OpenRouterCreateKeysRequest"
    )
    assert.deepInclude(name, { type: "string", minLength: 1 })
    assert.include(JSON.stringify(limit), "\"minimum\":0")
    assert.include(JSON.stringify(limitReset), "\"enum\":[\"daily\",\"weekly\",\"monthly\"]")
    assert.include(JSON.stringify(expiresAt), "\"format\":\"date-time\"")
    assert.deepInclude(workspaceId, { type: "string", format: "uuid" })
    assert.deepInclude(propertiesOf(External, "OpenRouterExternal")["apiKey"], { minLength: 32, maxLength: 512 })
  })
})

// =====================================================================================================================
// Agreement
// =====================================================================================================================

/** What servers and callers might write, some of it right. */
const invalidValue = fc.constantFrom<unknown>(
  null,
  true,
  false,
  "",
  "x",
  "daily",
  "yearly",
  "2027-12-31T23:59:59Z",
  "2027-12-31T23:59:59.5+01:00",
  "2027-12-31",
  "0df9e665-d932-5740-b2c7-b52af166bc11",
  "0df9e665-d932-5740-b2c7",
  "s".repeat(40),
  "a/b",
  "..",
  0,
  -0,
  1.5,
  -1,
  1e300,
  Number.MAX_SAFE_INTEGER + 1,
  Infinity,
  Number.NaN,
  [],
  ["europe", "mars"],
  [1],
  {},
  { user: "" },
  { requests: -1, interval: "10s", note: "", more: 1 },
  { used: 1, limit: 2, remaining: 3 }
)

const exampleOf = (fields: Fields, name: string): unknown => documentationOf(fields)[name]?.example

const validValue = (field: Field, example?: unknown): fc.Arbitrary<unknown> => {
  const value = (): fc.Arbitrary<unknown> => {
    switch (field.kind) {
      case "string":
        return fc.constant(example ?? "s".repeat(32))
      case "enum":
        return fc.constantFrom(...field.values)
      case "instant":
        return fc.constantFrom("2027-12-31T23:59:59Z", "2027-12-31T23:59:59.250+02:00")
      case "number":
        return fc.constantFrom(0, 1, 100)
      case "boolean":
        return fc.boolean()
      case "list":
        return fc.array(validValue(field.item), { maxLength: 2 })
      case "record":
        return near(field.fields)
    }
  }
  return field.nullable ? fc.option(value(), { freq: 4 }) : value()
}

/** Records with mostly right values, some invalid and some missing. */
const near = (fields: Fields, rename = (name: string) => name): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        rename(name),
        fc.oneof({ arbitrary: validValue(field, exampleOf(fields, name)), weight: 40 }, {
          arbitrary: invalidValue,
          weight: 1
        })
      ])
    ),
    { requiredKeys: [] }
  )

/** Most fields are there. */
const mostly = (fields: Fields, rename?: (name: string) => string): fc.Arbitrary<Record<string, unknown>> =>
  fc.tuple(
    fc.record(
      Object.fromEntries(
        Object.entries(fields).map(([name, field]) => [
          rename?.(name) ?? name,
          fc.oneof({ arbitrary: validValue(field, exampleOf(fields, name)), weight: 60 }, {
            arbitrary: invalidValue,
            weight: 1
          })
        ])
      )
    ),
    fc.subarray(Object.keys(fields), { maxLength: Math.min(2, Object.keys(fields).length) }),
    fc.boolean()
  ).map(([record, missing, isWhole]) => {
    if (!isWhole) { for (const name of missing) delete record[rename?.(name) ?? name] }
    return record
  })

/** Counts, so that a property that never meets one of its cases fails. */
const tally = () => {
  const seen = { valid: 0, invalid: 0 }
  return {
    note: (isValid: boolean) => void seen[isValid ? "valid" : "invalid"]++,
    check: () => {
      assert.isAbove(seen.valid, 20)
      assert.isAbove(seen.invalid, 20)
    }
  }
}

describe("the decoder of responses", () => {
  const cases = [
    ["ApiKey", apiKeyFields, decodeApiKey, ApiKeyFromWire, ApiKey],
    ["CurrentKey", currentKeyFields, decodeCurrentKey, CurrentKeyFromWire, CurrentKey]
  ] as unknown as ReadonlyArray<
    readonly [string, Fields, typeof decodeApiKey, Schema.Schema.AnyNoContext, Schema.Schema.AnyNoContext]
  >

  it.each(cases)("agrees with the schema of the wire form: %s", (_, fields, decode, fromWire) => {
    const { check, note } = tally()
    const decodeSchema = Schema.decodeUnknownEither(fromWire)
    fc.assert(
      fc.property(fc.oneof(mostly(fields, wireName), near(fields, wireName), fc.anything()), (json) => {
        const expected = decode(json)
        const actual = decodeSchema(json)
        note(expected.ok)
        assert.strictEqual(Either.isRight(actual), expected.ok, inspect({ json, expected, actual }))
        if (expected.ok) assert.deepStrictEqual(Either.getOrThrow(actual), expected.value)
      }),
      { numRuns: 1000 }
    )
    check()
  })

  it.each(cases)("agrees with the schema of the JSON form: %s", (_, fields, decode, __, schema) => {
    const { check, note } = tally()
    const is = Schema.is(schema)
    fc.assert(
      fc.property(mostly(fields), (json) => {
        const isWhole = Object.keys(fields).every((name) => json[name] !== undefined)
        const wire = Object.fromEntries(Object.entries(json).map(([name, value]) => [wireName(name), value]))
        const decoded = decode(wire)
        // A note that is something else, or a list that is `null`, is repaired on the wire only.
        const isRepaired = decoded.ok &&
          Object.entries(decoded.value).some(([name, value]) =>
            (value === null) !== (json[name] === null) ||
            Array.isArray(value) !== Array.isArray(json[name])
          )
        const isAsDecoded = decoded.ok && isWhole && !isRepaired
        note(is(json))
        assert.strictEqual(is(json), isAsDecoded, inspect({ json, decoded }))
      }),
      { numRuns: 1000 }
    )
    check()
  })

  it("encodes as the service does", () => {
    assert.deepStrictEqual(
      Object.keys(Schema.encodeSync(ApiKeyFromWire)(key())),
      Object.keys(apiKeyFields).map(wireName)
    )
    assert.throws(() => Schema.encodeUnknownSync(ApiKeyFromWire)({ hash: "h" }), /"name"/)
  })
})

describe("the validation of requests", () => {
  const cases = [
    ["list", ListRequest, Protocol.listRequest.fields],
    ["create", CreateKeysRequest, Protocol.createKeysRequest.fields],
    ["get", GetKeyRequest, Protocol.getKeyRequest.fields],
    ["update", UpdateKeysRequest, Protocol.updateKeysRequest.fields],
    ["delete", DeleteKeysRequest, Protocol.deleteKeysRequest.fields]
  ] as unknown as ReadonlyArray<readonly [keyof typeof operations, Schema.Schema.AnyNoContext, Fields]>

  const withMore = (request: fc.Arbitrary<Record<string, unknown>>) =>
    fc.tuple(request, fc.option(fc.constantFrom("limt", "expires_at", "x"), { freq: 10, nil: undefined })).map((
      [record, name]
    ) => name === undefined ? record : { ...record, [name]: 1 })

  it.each(cases)("agrees with the schema, and both send the same: %s", (name, schema, fields) => {
    const { check, note } = tally()
    const decode = Schema.decodeUnknownEither(schema)
    const { prepare } = operations[name]
    fc.assert(
      fc.property(withMore(fc.oneof(mostly(fields), near(fields))), (request) => {
        const expected = prepare(request)
        const actual = decode(request)
        note(expected.ok)
        assert.strictEqual(Either.isRight(actual), expected.ok, inspect({ request, expected, actual }, { depth: 6 }))
        if (expected.ok) {
          const encoded = Schema.encodeSync(schema)(Either.getOrThrow(actual))
          assert.deepStrictEqual(prepare(encoded), expected)
        }
      }),
      { numRuns: 1000 }
    )
    check()
  })

  it("agrees with the schema on points in time in any form", () => {
    const encode = Schema.encodeUnknownEither(CreateKeysRequest)
    const instants = fc.oneof(
      fc.date({ noInvalidDate: false }),
      fc.date({ noInvalidDate: true }).map((date) => DateTime.unsafeFromDate(date)),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.date({ min: new Date(0), max: new Date("9999-01-01"), noInvalidDate: true }),
      invalidValue
    )
    fc.assert(fc.property(instants, (expiresAt) => {
      const expected = operations.create.prepare({ name: "CI", expiresAt })
      const actual = encode({ name: "CI", expiresAt })
      assert.strictEqual(Either.isRight(actual), expected.ok, inspect({ expiresAt, expected, actual }))
      if (expected.ok) {
        const { expires_at } = JSON.parse(expected.value.body!) as { readonly expires_at: unknown }
        assert.strictEqual(Either.getOrThrow(actual).expiresAt, expires_at)
      }
    }))
  })

  it("differs from the schema for input that is not JSON", () => {
    // An `undefined` that means nothing: the schema has no way to ignore it.
    assert.isTrue(operations.create.prepare({ name: "CI", team: undefined }).ok)
    assert.isFalse(Schema.is(CreateKeysRequest)({ name: "CI", team: undefined }))
    // Containers that keep their content elsewhere look like objects without fields.
    assert.isFalse(operations.list.prepare(new Map()).ok)
    assert.isTrue(Schema.is(ListRequest)(new Map()))
  })
})

// =====================================================================================================================
// Secrets
// =====================================================================================================================

describe("secrets", () => {
  const secret = "my-own-secret-lookup-key-0123456789abcdef"

  it("are strings in JSON and redacted when decoded", () => {
    const request = Schema.decodeSync(CreateKeysRequest)({ name: "CI", external: { user: "u", apiKey: secret } })
    assert.isTrue(Redacted.isRedacted(request.external?.apiKey))
    assert.notInclude(inspect(request, { depth: 9 }) + JSON.stringify(request), secret)
    assert.deepStrictEqual(Schema.encodeSync(CreateKeysRequest)(request), {
      name: "CI",
      external: { user: "u", apiKey: secret }
    })

    const created = Schema.decodeSync(CreateKeysResponse)({ data: key(), key: secret })
    assert.strictEqual(Redacted.value(created.key), secret)
    assert.notInclude(Pretty.make(CreateKeysResponse)(created), secret)
  })

  it("are not in error messages", () => {
    const wrong: ReadonlyArray<readonly [Schema.Schema.AnyNoContext, unknown]> = [
      [External, secret],
      [External, { apiKey: secret }],
      [External, { user: "", apiKey: secret }],
      [External, { user: "u", apiKey: secret.repeat(20) }],
      [External, { user: "u", apiKey: secret.slice(0, 20) }],
      [External, { user: "u", apiKey: [secret] }],
      [External, { user: { secret }, apiKey: secret }],
      [CreateKeysRequest, secret],
      [CreateKeysRequest, { name: "CI", external: secret }],
      [CreateKeysRequest, { name: "", external: { user: "u", apiKey: secret } }],
      [CreateKeysRequest, { name: "CI", external: { user: "", apiKey: secret } }],
      [CreateKeysRequest, { name: "CI", external: { user: "u", apikey: secret } }],
      [CreateKeysRequest, { name: "CI", external: [{ user: "u", apiKey: secret }] }],
      [CreateKeysResponse, secret],
      [CreateKeysResponse, { data: {}, key: secret }],
      [CreateKeysResponse, { data: key(), key: [secret] }]
    ]
    const part = secret.slice(0, 12)
    for (const [schema, value] of wrong) {
      for (const run of [Schema.decodeUnknownEither(schema), Schema.encodeUnknownEither(schema)]) {
        const result = run(value, { errors: "all" })
        const error = Either.isLeft(result) ? result.left : assert.fail(inspect(value))
        assert.notInclude(`${error.message}${String(error)}${inspect(error)}${JSON.stringify(error)}`, part)
      }
    }
    const short = Schema.encodeEither(External)({ user: "u", apiKey: Redacted.make(part) })
    assert.notInclude(String(short), part)
    assert.match(String(short), /32 to 512 characters/)
  })

  it("that were wiped are not encoded", () => {
    const apiKey = Redacted.make(secret)
    Redacted.unsafeWipe(apiKey)
    assert.isFalse(Schema.is(External)({ user: "u", apiKey }))
    assert.isTrue(Either.isLeft(Schema.encodeEither(External)({ user: "u", apiKey })))
  })
})

// =====================================================================================================================
// Types and imports
// =====================================================================================================================

it("types are the same as those of the operations", () => {
  expectTypeOf<Schema.Schema.Type<typeof ApiKey>>().toEqualTypeOf<ApiKey>()
  expectTypeOf<Schema.Schema.Encoded<typeof ApiKey>>().toEqualTypeOf<ApiKey>()
  expectTypeOf<Schema.Schema.Type<typeof ApiKeyFromWire>>().toEqualTypeOf<ApiKey>()
  expectTypeOf<ApiKey.Wire["created_at"]>().toBeString()
  expectTypeOf<Schema.Schema.Type<typeof CurrentKey>>().toEqualTypeOf<CurrentKey>()
  expectTypeOf<Schema.Schema.Encoded<typeof CurrentKey>>().toEqualTypeOf<CurrentKey>()
  expectTypeOf<Schema.Schema.Type<typeof ListRequest>>().toEqualTypeOf<ListRequest>()
  expectTypeOf<Schema.Schema.Type<typeof GetKeyRequest>>().toEqualTypeOf<GetKeyRequest>()
  expectTypeOf<Schema.Schema.Type<typeof DeleteKeysRequest>>().toEqualTypeOf<DeleteKeysRequest>()
  expectTypeOf<Schema.Schema.Type<typeof KeyChanges>>().toEqualTypeOf<KeyChanges>()
  expectTypeOf<Schema.Schema.Type<typeof UpdateKeysRequest>>().toEqualTypeOf<UpdateKeysRequest>()
  expectTypeOf<Schema.Schema.Type<typeof CreateKeysRequest>>().toExtend<CreateKeysRequest>()
  expectTypeOf<Schema.Schema.Type<typeof CreateKeysRequest>["expiresAt"]>().toEqualTypeOf<
    CreateKeysRequest["expiresAt"]
  >()
  expectTypeOf<Schema.Schema.Encoded<typeof CreateKeysRequest>["expiresAt"]>().toEqualTypeOf<
    string | null | undefined
  >()
  expectTypeOf<Schema.Schema.Type<typeof External>["apiKey"]>().toEqualTypeOf<
    Redacted.Redacted<string> | undefined
  >()
  expectTypeOf<Schema.Schema.Type<typeof ListResponse>>().toEqualTypeOf<ListResponse>()
  expectTypeOf<Schema.Schema.Type<typeof CreateKeysResponse>>().toEqualTypeOf<CreateKeysResponse>()
  expectTypeOf<Schema.Schema.Encoded<typeof CreateKeysResponse>["key"]>().toBeString()
  expectTypeOf<Schema.Schema.Type<typeof GetKeyResponse>>().toEqualTypeOf<GetKeyResponse>()
  expectTypeOf<Schema.Schema.Type<typeof UpdateKeysResponse>>().toEqualTypeOf<UpdateKeysResponse>()
  expectTypeOf<Schema.Schema.Type<typeof DeleteKeysResponse>>().toEqualTypeOf<DeleteKeysResponse>()
  expectTypeOf<Schema.Schema.Type<typeof GetCurrentKeyResponse>>().toEqualTypeOf<GetCurrentKeyResponse>()
  expectTypeOf<Schema.Schema.Context<typeof CreateKeysRequest>>().toBeNever()
})

it("the operations do not load the schemas", () => {
  const seen = new Set<string>()
  const visit = (file: URL): void => {
    if (seen.has(file.href)) return
    seen.add(file.href)
    const imports = readFileSync(file, "utf8").matchAll(/^(?:import|export) (?!type\b)[^;]*?from "([^"]+)"/gm)
    for (const [, specifier] of imports) {
      assert.notMatch(specifier!, /\/(?:Schema|SchemaAST|ParseResult|Arbitrary|JSONSchema|HttpApi\w*)$/, file.href)
      if (specifier!.startsWith(".")) visit(new URL(specifier!.replace(/\.js$/, ".ts"), file))
    }
  }
  for (const name of ["ApiKeys", "OpenRouterClient", "FetchClient", "OpenRouterError", "RetryPolicy"]) {
    visit(new URL(`../src/${name}.ts`, import.meta.url))
  }
  assert.isAbove(seen.size, 15)
})
