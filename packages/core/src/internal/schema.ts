/** Derives schemas from the field declarations of the protocol. */
import type { Decoded } from "@openrouter-keys/protocol/ApiKey"
import { expectedOf, isSimple, type SimpleField } from "@openrouter-keys/protocol/client/FieldText"
import { documentationOf, type FieldDocumentation } from "@openrouter-keys/protocol/Documentation"
import * as Field from "@openrouter-keys/protocol/Field"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { lazily, lazyStruct } from "./lazily.js"
import { instant, secret, timestamps } from "./schemaValues.js"

// =====================================================================================================================
// Types
// =====================================================================================================================

/** A field that may be absent or `undefined`. */
export type OptionalField<Type, Encoded = Type> = Schema.PropertySignature<
  "?:",
  Type | undefined,
  never,
  "?:",
  Encoded | undefined
>

/** The fields of a request. */
export type Declared<Spec> = Spec extends Field.RecordSpec<infer R, infer O> ? R & O : never

/** A field of a request, by its name. */
export type RequestField<Spec, Name extends keyof Declared<Spec>> = Spec extends Field.RecordSpec<infer _, infer O>
  ? Name extends keyof O ? OptionalField<Field.InputOf<O[Name]>, Field.ValueOf<O[Name]>>
  : Schema.Schema<Field.InputOf<Declared<Spec>[Name]>, Field.ValueOf<Declared<Spec>[Name]>>
  : never

/** Fields of a response in the service's JSON. */
export type WireFields<F> = {
  readonly [K in keyof F as Field.SnakeCase<K>]: F[K] extends { readonly optional: true } ?
    OptionalField<WireValue<F[K]>>
    : Schema.Schema<WireValue<F[K]>>
}

/** The service may send `null` for a list, and any value for a lenient record. */
type WireValue<F> = F extends Field.ListField<infer Items> ? Items | null
  : F extends { readonly kind: "record" } ? unknown
  : Field.ValueOf<F>

/** A schema with the types of a declaration. */
type Untyped = Schema.Schema.AnyNoContext
type UntypedProperty = Untyped | Schema.PropertySignature.All

// =====================================================================================================================
// Messages
// =====================================================================================================================

const maxShown = 60

/** Describes a value. Does not show objects, which may contain a secret. */
const describe = (value: unknown): string => {
  if (Predicate.isString(value)) {
    return JSON.stringify(value.length > maxShown ? `${value.slice(0, maxShown)}…` : value)
  }
  if (Array.isArray(value)) return "an array"
  return Predicate.isObject(value) ? "an object" : String(value)
}

/** A message of one line, instead of a tree. */
const messageOf = (field: SimpleField) => {
  const isSecret = field.kind === "string" && field.secret
  return ({ actual }: { readonly actual: unknown }) => ({
    message: `Expected ${expectedOf(field)}${isSecret ? "" : `, actual ${describe(actual)}`}`,
    override: true
  })
}

// =====================================================================================================================
// Fields
// =====================================================================================================================

/** A field with its documentation, which items of lists do not have. */
type Described<F extends Field.Field = Field.Field> = F & Partial<FieldDocumentation>

const stringSchema = (field: Described<Field.StringField>): Untyped => {
  if (field.secret) return secret({ ...field, expected: expectedOf(field) })
  if (field.pattern !== null) {
    const format = field.format === null ? {} : { format: field.format }
    const jsonSchema = { pattern: field.pattern.source, ...format }
    return Schema.String.pipe(Schema.pattern(field.pattern, { jsonSchema }))
  }
  if (field.format === "date-time") {
    const jsonSchema = { format: field.format }
    return Schema.String.annotations({ jsonSchema, arbitrary: () => timestamps })
  }
  const atLeast = field.minLength === 0 ? Schema.String : Schema.String.pipe(Schema.minLength(field.minLength))
  return field.maxLength === null ? atLeast : atLeast.pipe(Schema.maxLength(field.maxLength))
}

const enumSchema = ({ open, values }: Field.EnumField): Untyped =>
  open
    ? Schema.String.annotations({ arbitrary: () => (fc) => fc.oneof(fc.constantFrom(...values), fc.string()) })
    : Schema.Literal(...values)

const numberSchema = ({ integer, minimum }: Field.NumberField): Untyped => {
  // Not `Schema.Finite`, because its identifier would appear in generated documents.
  const number = Schema.Number.pipe(integer ? Schema.int() : Schema.finite())
  return minimum === null ? number : number.pipe(Schema.greaterThanOrEqualTo(minimum))
}

const valueSchema = (field: Described): Untyped => {
  switch (field.kind) {
    case "string":
      return stringSchema(field)
    case "enum":
      return enumSchema(field)
    case "number":
      return numberSchema(field)
    case "boolean":
      return Schema.Boolean
    case "instant":
      return instant
    case "list":
      return Schema.Array(fieldSchema(field.item))
    case "record":
      return Schema.Struct(mapFields(field.fields, (field) => fieldSchema(field)))
  }
}

const description = ({ description }: Described) => description === undefined ? {} : { description }

const documentation = (field: Described) => ({
  ...description(field),
  ...(field.example === undefined ? {} : { examples: [field.example] as const }),
  // For request fields, `optional` alone only means that the field may be left out.
  ...(field.optional && field.fallback !== undefined ? { default: field.fallback } : {})
})

const fieldSchema = (field: Described, nested?: Untyped): Untyped => {
  const value = nested ?? valueSchema(field)
  return (field.nullable ? Schema.NullOr(value) : value).annotations({
    ...documentation(field),
    ...(isSimple(field) ? { message: messageOf(field) } : {})
  })
}

/** The message does not show the value, which may contain a secret. */
const Absent = /* @__PURE__ */ Schema.Undefined.annotations({
  message: () => ({ message: "Expected undefined", override: true })
})

const optionalField = (field: Field.Field, schema: Untyped): Schema.PropertySignature.All => {
  const orAbsent = Schema.Union(schema, Absent)
  return Schema.optionalWith(isSimple(field) ? orAbsent.annotations({ message: messageOf(field) }) : orAbsent, {
    exact: true
  })
}

const requestField = (field: Described, nested: Untyped | undefined): UntypedProperty => {
  const schema = nested ?? fieldSchema(field)
  return field.optional ? optionalField(field, schema) : schema
}

const wireField = (field: Described): UntypedProperty => {
  const base = field.kind === "record" && field.lenient ?
    Schema.Unknown
    : field.kind === "list" ?
    Schema.NullOr(valueSchema(field))
    : fieldSchema({ ...field, fallback: undefined })
  const schema = base.annotations(description(field))
  return field.optional ? optionalField(field, schema) : schema
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

/** The message does not show the value, which may be a secret. */
export const expectsObject = ({ identifier, title }: About) => ({ message: () => `Expected ${identifier ?? title}` })

/** Schema of a response record in camelCase JSON, with every field. */
export const responseSchema = <const F extends Field.Fields>(
  fields: F,
  about: About,
  nested: Nested = {}
): Schema.Struct<{ readonly [K in keyof F]: Schema.Schema<Field.ValueOf<F[K]>> }> =>
  lazyStruct(() =>
    Schema.Struct(mapFields(fields, (field, name) => fieldSchema(field, nested[name]))).annotations({
      ...about
    }) as never
  )

/** Schema of a request. Unknown fields are errors, so that a misspelt `limit` does not create a key without a limit. */
export const requestSchema = <Fields extends Schema.Struct.Fields>(
  { fields }: { readonly fields: Field.Fields },
  about: About,
  nested: Nested = {}
): Schema.Struct<Fields> =>
  lazyStruct(() =>
    Schema.Struct(mapFields(fields, (field, name) => requestField(field, nested[name]))).annotations({
      ...about,
      ...expectsObject(about),
      parseOptions: { onExcessProperty: "error" }
    }) as never
  )

/** Schema of a response record in the service's JSON: snake_case, with optional fields. */
export const wireSchema = <const F extends Field.Fields>(fields: F, about: About): Schema.Struct<WireFields<F>> =>
  lazyStruct(() => Schema.Struct(mapFields(fields, wireField, Field.wireName)).annotations({ ...about }) as never)

/** Schema that converts between the service's JSON and camelCase JSON, with the decoder of the protocol. */
export const fromWire = <A, I>(
  wire: Schema.Schema<I>,
  record: Schema.Schema<A>,
  codec: { readonly decode: (json: unknown) => Decoded<A>; readonly encode: (record: A) => I }
): Schema.Schema<A, I> =>
  lazily(() =>
    Schema.transformOrFail(wire, Schema.typeSchema(record), {
      strict: true,
      decode: (json, _, ast) => {
        const decoded = codec.decode(json)
        return decoded.ok
          ? ParseResult.succeed(decoded.value)
          : ParseResult.fail(new ParseResult.Type(ast, json, decoded.message))
      },
      encode: (record) => ParseResult.succeed(codec.encode(record))
    })
  )
