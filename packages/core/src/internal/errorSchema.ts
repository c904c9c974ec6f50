/** What the schemas of the errors are made of. */
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import type { Json } from "@openrouter-keys/protocol/OpenRouterError"
import type * as Arbitrary from "effect/Arbitrary"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { lazily } from "./lazily.js"

// =====================================================================================================================
// JSON
// =====================================================================================================================

/** A cycle, or a document as no error holds it. */
const maxValues = 100_000

const isPlainObject = (u: unknown): u is Readonly<Record<string, unknown>> => {
  if (!Predicate.isRecord(u)) return false
  const prototype: unknown = Object.getPrototypeOf(u)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

const isPrimitive = (u: unknown): boolean =>
  u === null || typeof u === "string" || typeof u === "boolean" || (typeof u === "number" && Number.isFinite(u))

/** Walks instead of recursing: depth is up to who wrote the JSON. */
const isJson = (u: unknown): u is Json => {
  const rest = [u]
  for (let count = 0; rest.length > 0; count++) {
    const value = rest.pop()
    if (count === maxValues) return false
    if (isPrimitive(value)) continue
    if (Array.isArray(value)) { for (const item of value) rest.push(item) }
    else if (isPlainObject(value)) { for (const name of Object.keys(value)) rest.push(value[name]) }
    else return false
  }
  return true
}

type JsonRecord = { readonly [name: string]: Json }

/** For `JSON.stringify`: the order of fields says nothing. */
const sorted = (_: string, value: unknown): unknown =>
  isPlainObject(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => one < other ? -1 : 1))
    : value

const text = (value: Json): string => JSON.stringify(value, sorted)

const jsonRecords: Arbitrary.LazyArbitrary<JsonRecord> = (fc) =>
  fc.dictionary(fc.string(), fc.jsonValue()).map((record) => JSON.parse(JSON.stringify(record)) as JsonRecord)

const JsonRecord: Schema.Schema<JsonRecord> = /* @__PURE__ */ Schema.declare(
  (u): u is JsonRecord => isPlainObject(u) && isJson(u),
  {
    description: "A JSON object",
    jsonSchema: { type: "object", additionalProperties: true },
    arbitrary: () => jsonRecords,
    pretty: () => (record) => JSON.stringify(record),
    equivalence: () => (one, other) => text(one) === text(other)
  }
)

const headers: Arbitrary.LazyArbitrary<Readonly<Record<string, string>>> = (fc) =>
  fc.dictionary(fc.stringMatching(/^x-[a-z]{1,8}$/), fc.string())

// =====================================================================================================================
// Fields
// =====================================================================================================================

/** Without an identifier, unlike `Schema.Finite`: documents would refer to it by name. */
export const finite = /* @__PURE__ */ Schema.Number.pipe(/* @__PURE__ */ Schema.finite())

/** Fields of every error. */
const errorFields = () => ({
  message: Schema.String.annotations({
    description: "What happened, in one sentence; safe to log and to show.",
    examples: ["get: no key has this hash (HTTP 404)"]
  }),
  operation: Schema.Literal("list", "create", "get", "update", "delete", "getCurrentKeyMetadata")
    .annotations({ description: "The operation that failed." }),
  outcome: Schema.Literal("NotSent", "Rejected", "Unknown").annotations({
    description: "Whether the change was made."
  }),
  isRetryable: Schema.Boolean.annotations({
    description: "Whether the same call is safe to repeat and may succeed."
  }),
  attempts: Schema.Number.pipe(Schema.int(), Schema.nonNegative())
    .annotations({
      description: "Number of requests that were attempted, the first included; 0 if the call failed before the first.",
      examples: [1]
    })
})

/** Fields of errors built from an HTTP response. */
const statusFields = () => ({
  statusCode: Schema.Number.pipe(Schema.int()).annotations({
    description: "HTTP status of the service's response."
  }),
  headers: Schema.Record({ key: Schema.String, value: Schema.String }).annotations({
    description: "Response headers, names in lower case, secrets redacted.",
    arbitrary: () => headers
  }),
  body: Schema.String.annotations({
    description: "Text of the body as far as it was read, at most 64 KiB, secrets redacted."
  }),
  code: Schema.Union(finite, Schema.String, Schema.Null).annotations({
    description: "`error.code` of the body; `null` if it has none."
  }),
  metadata: Schema.NullOr(JsonRecord).annotations({
    description: "`error.metadata` of the body, secrets redacted; `null` if it has none."
  }),
  retryAfterMs: Schema.NullOr(finite).annotations({
    description: "How long the service asks to wait, in milliseconds; `null` if it does not say."
  })
})

// =====================================================================================================================
// Errors
// =====================================================================================================================

/** A class of errors. Its constructor takes the fields. */
interface ErrorClass<E, Fields> {
  readonly _tag: string
  new(fields: Fields): E
}

/** What an `HttpApi` and documents say of an error. */
export interface About {
  readonly status: number
  readonly description: string
}

/** The schema of the fields of an error, as JSON has them. */
interface FieldsSchema<Fields> extends Schema.Schema<Fields> {
  readonly fields: { readonly [Name in keyof Fields]: unknown }
}

/** An error without a response, in JSON. */
export const errorJson = <Tag extends string, const Fields extends Schema.Struct.Fields>(tag: Tag, fields: Fields) =>
  Schema.Struct({ _tag: Schema.Literal(tag), ...errorFields(), ...fields })

/** An error with a response, in JSON. */
export const statusErrorJson = <Tag extends string>(tag: Tag) => errorJson(tag, statusFields())

/** The schema of an error: an instance of the class, and its fields in JSON. */
export const errorSchema = <E extends Error & Fields, Fields extends { readonly _tag: string }>(
  ErrorClass: ErrorClass<E, Fields>,
  { description, status }: About,
  fields: () => FieldsSchema<Fields>
): Schema.Schema<E, Fields> =>
  lazily(() => {
    const about = { identifier: `OpenRouter${ErrorClass._tag}`, description }
    const struct = fields()
    const json = struct.annotations(about)
    const names = Object.keys(struct.fields) as ReadonlyArray<keyof Fields>
    return Schema.transform(json, instanceOf(ErrorClass, json), {
      strict: true,
      decode: (each) => new ErrorClass(each),
      // An instance is not a plain object: only the declared fields are encoded.
      encode: (error) => Object.fromEntries(names.map((name) => [name, error[name]])) as unknown as Fields
    }).annotations({ ...about, ...HttpApiSchema.annotations({ status }) })
  })

/** Any instance of the class, also one of another copy of it. */
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
