/** Builds the schemas of the errors. */
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import {
  type ErrorDescription,
  errorFieldDescriptions as about,
  isJsonRecord,
  type JsonRecord,
  sortedJson
} from "@openrouter-keys/protocol/client/ErrorJson"
import type * as Arbitrary from "effect/Arbitrary"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { lazily } from "./lazily.js"

// =====================================================================================================================
// JSON
// =====================================================================================================================

const jsonRecords: Arbitrary.LazyArbitrary<JsonRecord> = (fc) =>
  fc.dictionary(fc.string(), fc.jsonValue()).map((record) => JSON.parse(JSON.stringify(record)) as JsonRecord)

const JsonRecord: Schema.Schema<JsonRecord> = /* @__PURE__ */ Schema.declare(
  isJsonRecord,
  {
    description: "A JSON object",
    jsonSchema: { type: "object", additionalProperties: true },
    arbitrary: () => jsonRecords,
    pretty: () => (record) => JSON.stringify(record),
    equivalence: () => (one, other) => sortedJson(one) === sortedJson(other)
  }
)

const headers: Arbitrary.LazyArbitrary<Readonly<Record<string, string>>> = (fc) =>
  fc.dictionary(fc.stringMatching(/^x-[a-z]{1,8}$/), fc.string())

// =====================================================================================================================
// Fields
// =====================================================================================================================

/** Without the identifier of `Schema.Finite`, which would appear in generated documents. */
export const finite = /* @__PURE__ */ Schema.Number.pipe(/* @__PURE__ */ Schema.finite())

/** Fields of every error. */
const errorFields = () => ({
  message: Schema.String.annotations({
    description: about.message,
    examples: ["get: no key has this hash (HTTP 404)"]
  }),
  operation: Schema.Literal("list", "create", "get", "update", "delete", "getCurrentKeyMetadata")
    .annotations({ description: about.operation }),
  outcome: Schema.Literal("NotSent", "Rejected", "Unknown").annotations({
    description: about.outcome
  }),
  isRetryable: Schema.Boolean.annotations({
    description: about.isRetryable
  }),
  attempts: Schema.Number.pipe(Schema.int(), Schema.nonNegative())
    .annotations({
      description: about.attempts,
      examples: [1]
    })
})

/** Fields of errors built from an HTTP response. */
const statusFields = () => ({
  statusCode: Schema.Number.pipe(Schema.int()).annotations({
    description: about.statusCode
  }),
  headers: Schema.Record({ key: Schema.String, value: Schema.String }).annotations({
    description: about.headers,
    arbitrary: () => headers
  }),
  body: Schema.String.annotations({
    description: about.body
  }),
  code: Schema.Union(finite, Schema.String, Schema.Null).annotations({
    description: about.code
  }),
  metadata: Schema.NullOr(JsonRecord).annotations({
    description: about.metadata
  }),
  retryAfterMs: Schema.NullOr(finite).annotations({
    description: about.retryAfterMs
  })
})

// =====================================================================================================================
// Errors
// =====================================================================================================================

/** An error class whose constructor takes the fields. */
interface ErrorClass<E, Fields> {
  readonly _tag: string
  new(fields: Fields): E
}

/** The schema of an error's fields in JSON. */
interface FieldsSchema<Fields> extends Schema.Schema<Fields> {
  readonly fields: { readonly [Name in keyof Fields]: unknown }
}

/** An error without a response, in JSON. */
export const errorJson = <Tag extends string, const Fields extends Schema.Struct.Fields>(tag: Tag, fields: Fields) =>
  Schema.Struct({ _tag: Schema.Literal(tag), ...errorFields(), ...fields })

/** An error with a response, in JSON. */
export const statusErrorJson = <Tag extends string>(tag: Tag) => errorJson(tag, statusFields())

/** The schema of an error: an instance of the class, encoded as its fields. */
export const errorSchema = <E extends Error & Fields, Fields extends { readonly _tag: string }>(
  ErrorClass: ErrorClass<E, Fields>,
  { description, status }: ErrorDescription,
  fields: () => FieldsSchema<Fields>
): Schema.Schema<E, Fields> =>
  lazily(() => {
    const documentation = { identifier: `OpenRouter${ErrorClass._tag}`, description }
    const struct = fields()
    const json = struct.annotations(documentation)
    const names = Object.keys(struct.fields) as ReadonlyArray<keyof Fields>
    return Schema.transform(json, instanceOf(ErrorClass, json), {
      strict: true,
      decode: (each) => new ErrorClass(each),
      // Encodes only the declared fields, because an instance is not a plain object.
      encode: (error) => Object.fromEntries(names.map((name) => [name, error[name]])) as unknown as Fields
    }).annotations({ ...documentation, ...HttpApiSchema.annotations({ status }) })
  })

/** Accepts instances of the class or of another copy of it. */
const instanceOf = <E extends Error & Fields, Fields>(
  ErrorClass: ErrorClass<E, Fields>,
  fields: Schema.Schema<Fields>
): Schema.Schema<E> => {
  const parse = () => (u: unknown, _: AST.ParseOptions, ast: AST.Declaration) =>
    u instanceof ErrorClass ? ParseResult.succeed(u) : ParseResult.fail(new ParseResult.Type(ast, u))
  return Schema.declare([fields], { decode: parse, encode: parse }, {
    identifier: `OpenRouter${ErrorClass._tag}`,
    [AST.SurrogateAnnotationId]: fields.ast,
    arbitrary: (fields) => (fc) => fields(fc).map((each) => new ErrorClass(each)),
    pretty: (pretty) => pretty,
    equivalence: (equivalence) => equivalence
  })
}
