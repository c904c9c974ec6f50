/** Derives schemas from the field declarations of the protocol. */
import type { Decoded } from "@openrouter-keys/protocol/ApiKey"
import { expectedOf, isSimple } from "@openrouter-keys/protocol/client/FieldText"
import { documentationOf, type FieldDocumentation } from "@openrouter-keys/protocol/Documentation"
import * as Field from "@openrouter-keys/protocol/Field"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"
import { instant, secret } from "./schemaValues.js"

// =====================================================================================================================
// Types
// =====================================================================================================================

/** A field that may be absent or `undefined`. */
export type OptionalField<Type, Encoded = Type> = Schema.optional<Schema.Codec<Type, Encoded>>

/** The fields of a request. */
export type Declared<Spec> = Spec extends Field.RecordSpec<infer R, infer O> ? R & O : never

/** A field of a request, by its name. */
export type RequestField<Spec, Name extends keyof Declared<Spec>> = Spec extends Field.RecordSpec<infer _, infer O>
  ? Name extends keyof O ? OptionalField<Field.InputOf<O[Name]>, Field.ValueOf<O[Name]>>
  : Schema.Codec<Field.InputOf<Declared<Spec>[Name]>, Field.ValueOf<Declared<Spec>[Name]>>
  : never

/** Fields of a response in the service's JSON. */
export type WireFields<F> = {
  readonly [K in keyof F as Field.SnakeCase<K>]: F[K] extends { readonly optional: true } ?
    OptionalField<WireValue<F[K]>>
    : Schema.Codec<WireValue<F[K]>>
}

/** The service may send `null` for a list, and any value for a lenient record. */
type WireValue<F> = F extends Field.ListField<infer Items> ? Items | null
  : F extends { readonly kind: "record" } ? unknown
  : Field.ValueOf<F>

/** A schema with the types of a declaration. */
type Untyped = Schema.Codec<any, any> // oxlint-disable-line typescript/no-explicit-any -- See above.

// =====================================================================================================================
// Fields
// =====================================================================================================================

/** A field with its documentation, which items of lists do not have. */
type Described<F extends Field.Field = Field.Field> = F & Partial<FieldDocumentation>

const stringSchema = (field: Described<Field.StringField>): Untyped => {
  const expected = expectedOf(field)
  if (field.secret) return secret({ ...field, expected })
  const format = field.format === null ? {} : { format: field.format }
  if (field.pattern !== null) return Schema.String.check(Schema.isPattern(field.pattern, { expected, ...format }))
  if (field.format === "date-time") return Schema.String.annotate(format)
  const atLeast = field.minLength === 0
    ? Schema.String
    : Schema.String.check(Schema.isMinLength(field.minLength, { expected }))
  return field.maxLength === null ? atLeast : atLeast.check(Schema.isMaxLength(field.maxLength, { expected }))
}

const numberSchema = (field: Field.NumberField): Untyped => {
  const { integer, minimum } = field
  const expected = expectedOf(field)
  const number = integer ? Schema.Finite.check(Schema.isInt({ expected })) : Schema.Finite
  return minimum === null ? number : number.check(Schema.isGreaterThanOrEqualTo(minimum, { expected }))
}

const valueSchema = (field: Described): Untyped => {
  switch (field.kind) {
    case "string":
      return stringSchema(field)
    case "enum":
      return field.open ? Schema.String : Schema.Literals(field.values)
    case "number":
      return numberSchema(field)
    case "boolean":
      return Schema.Boolean
    case "instant":
      return instant()
    case "list":
      return Schema.Array(fieldSchema(field.item))
    case "record":
      return Schema.Struct(mapFields(field.fields, (field) => fieldSchema(field)))
  }
}

const description = ({ description }: Described) => description === undefined ? {} : { description }

const documentation = (field: Described) => ({
  ...description(field),
  ...(field.example === undefined ? {} : { examples: [field.example] }),
  // For request fields, `optional` alone only means that the field may be left out.
  ...(field.optional && field.fallback !== undefined ? { default: field.fallback } : {})
})

const fieldSchema = (field: Described, nested?: Untyped): Untyped => {
  const value = nested ?? valueSchema(field)
  return (field.nullable ? Schema.NullOr(value) : value).annotate({
    ...documentation(field),
    ...(isSimple(field) ? { expected: expectedOf(field) } : {})
  })
}

const requestField = (field: Described, nested: Untyped | undefined): Schema.Constraint => {
  const schema = nested ?? fieldSchema(field)
  return field.optional ? Schema.optional(schema) : schema
}

const wireField = (field: Described): Schema.Constraint => {
  const base: Untyped = field.kind === "record" && field.lenient ?
    Schema.Unknown
    : field.kind === "list" ?
    Schema.NullOr(valueSchema(field))
    : fieldSchema({ ...field, fallback: undefined })
  const schema = base.annotate(description(field))
  return field.optional ? Schema.optional(schema) : schema
}

// =====================================================================================================================
// Records
// =====================================================================================================================

/** Names and description of a record. */
export interface About {
  /** Its name in messages, JSON Schema and OpenAPI. */
  readonly identifier?: string
  /**
   * Instead of `identifier`, for records that may be path or query parameters: OpenAPI lists those only for inline
   * schemas.
   */
  readonly title?: string
  readonly description: string
}

/** Schemas of nested records. */
type Nested = Readonly<Record<string, Untyped>>

const mapFields = <Property>(
  fields: Field.Fields,
  f: (field: Described, name: string) => Property,
  rename: (name: string) => string = (name) => name
): Readonly<Record<string, Property>> => {
  const documentation = documentationOf(fields)
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [rename(name), f({ ...field, ...documentation[name] }, name)])
  )
}

/** Wraps the creation of a schema in one call, so that bundlers can drop it if it is not used. */
export const evaluate = <A>(make: () => A): A => make()

/** Schema of a response record in camelCase JSON, with every field. */
export const responseSchema = <const F extends Field.Fields>(
  fields: F,
  about: About,
  nested: Nested = {}
): Schema.Struct<{ readonly [K in keyof F]: Schema.Codec<Field.ValueOf<F[K]>> }> =>
  Schema.Struct(mapFields(fields, (field, name) => fieldSchema(field, nested[name]))).annotate({ ...about }) as never

/** A request. */
export const requestSchema = <Fields extends Schema.Struct.Fields>(
  { fields }: { readonly fields: Field.Fields },
  about: About,
  nested: Nested = {}
): Schema.Struct<Fields> =>
  Schema.Struct(mapFields(fields, (field, name) => requestField(field, nested[name]))).annotate({ ...about }) as never

/** Schema of a response record in the service's JSON: snake_case, with optional fields. */
export const wireSchema = <const F extends Field.Fields>(fields: F, about: About): Schema.Struct<WireFields<F>> =>
  Schema.Struct(mapFields(fields, wireField, Field.wireName)).annotate({ ...about }) as never

/** Schema that converts between the service's JSON and camelCase JSON, with the decoder of the protocol. */
export const fromWire = <A, I>(
  wire: Schema.Codec<I>,
  record: Schema.Codec<A, A>,
  codec: { readonly decode: (json: unknown) => Decoded<A>; readonly encode: (record: A) => I }
): Schema.Codec<A, I> =>
  wire.pipe(Schema.decodeTo(record, {
    decode: SchemaGetter.transformEffect((json: I) => {
      const decoded = codec.decode(json)
      return decoded.ok
        ? Effect.succeed(decoded.value)
        : Effect.fail(new SchemaIssue.InvalidValue({ message: decoded.message }))
    }),
    encode: SchemaGetter.transform(codec.encode)
  }))
