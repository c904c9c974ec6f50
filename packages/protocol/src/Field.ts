/**
 * Field declarations. Types, request validation, wire format, response decoders and the schemas of other libraries
 * derive from them.
 *
 * @module
 */

declare const InputType: unique symbol
declare const ValueType: unique symbol

/** Properties of every field. */
interface Common<Value, Input> {
  /** Whether `null` is allowed. */
  readonly nullable: boolean
  /** Whether a request, or the service in a response, may leave the field out. */
  readonly optional: boolean
  /** Value of a response field that is missing. */
  readonly fallback?: Value | undefined
  /** For request fields: the allowed values, in words that follow "must be". */
  readonly expected?: string | undefined
  /** Type of the sent or decoded value. The property does not exist at run time. */
  readonly [ValueType]?: () => Value
  /** Type of the value that a caller passes. The property does not exist at run time. */
  readonly [InputType]?: () => Input
}

/** A string. */
export interface StringField<Value = string | null> extends Common<Value, Value> {
  readonly kind: "string"
  readonly minLength: number
  /** In UTF-16 code units, as `length` counts; `null` for no maximum. */
  readonly maxLength: number | null
  /** Pattern that the whole string must match; `null` for none. */
  readonly pattern: RegExp | null
  /** Format for generated documents. Only `pattern` is checked. */
  readonly format: "uuid" | "date-time" | null
  /** Whether the value is a secret that errors, logs and examples must not show. */
  readonly secret: boolean
}

/** One of some strings. */
export interface EnumField<Value = string | null> extends Common<Value, Value> {
  readonly kind: "enum"
  /** The known values. */
  readonly values: ReadonlyArray<string>
  /** Whether other strings are allowed: in responses, where the service may add values. */
  readonly open: boolean
}

/** A finite number. */
export interface NumberField<Value = number | null> extends Common<Value, Value> {
  readonly kind: "number"
  /** Whether it must be a safe integer. */
  readonly integer: boolean
  /** The minimum; `null` for none. */
  readonly minimum: number | null
}

/** `true` or `false`. */
export interface BooleanField<Value = boolean | null> extends Common<Value, Value> {
  readonly kind: "boolean"
}

/** A point in time that a caller passes, sent as ISO-8601 UTC with seconds. */
export interface InstantField<Value = string | null, Input = Instant | null> extends Common<Value, Input> {
  readonly kind: "instant"
}

/** A list. */
export interface ListField<Value = ReadonlyArray<unknown>> extends Common<Value, Value> {
  readonly kind: "list"
  readonly item: Field
}

/** A record in a record. */
export interface RecordField<Value = object | null, Input = Value> extends Common<Value, Input> {
  readonly kind: "record"
  readonly fields: Fields
  /** Whether an invalid value in a response decodes as `null`. */
  readonly lenient: boolean
}

/** A field by its `kind`. */
export type Field =
  | StringField
  | EnumField
  | NumberField
  | BooleanField
  | InstantField
  | ListField
  | RecordField

/** Fields by their camelCase names. */
export interface Fields {
  readonly [name: string]: Field
}

/** The fields of a `Value`. */
export type FieldsOf<Value> = { readonly [K in keyof Value]: Field & FieldOf<Value[K]> }

/** A field with a value of this type. */
interface FieldOf<Value> {
  readonly [ValueType]?: () => Value
}

/** A point in time: a `Date`, a `DateTime` of Effect, or ISO-8601 with a zone, such as `2027-12-31T23:59:59Z`. */
export type Instant = Date | { readonly epochMillis: number } | { readonly epochMilliseconds: number } | string

export { toTimestamp } from "./internal/instant.js"

// =====================================================================================================================
// Types of records
// =====================================================================================================================

/** The type of a field's value, as it is sent or decoded. */
export type ValueOf<F> = F extends { readonly [ValueType]?: () => infer Value } ? Value : never

/** The type that a caller passes for a field. */
export type InputOf<F> = F extends { readonly [InputType]?: () => infer Input } ? Input : never

/** A decoded record. A mapped type, so that doc comments of the fields are kept. */
export type Decoded<F> = { readonly [K in keyof F]: ValueOf<F[K]> }

/** The type that a caller passes for required fields. */
export type Required<F> = { readonly [K in keyof F]: InputOf<F[K]> }

/** The type that a caller passes for optional fields. `undefined` is the same as leaving a field out. */
export type Optional<F> = { readonly [K in keyof F]?: InputOf<F[K]> | undefined }

/** `limitRemaining` → `limit_remaining`. */
export type SnakeCase<S> = S extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCase<Tail>}`
  : S

/** A record in the service's JSON: names in snake_case, and fields that were added later may be absent. */
export type Wire<F> =
  & { readonly [K in keyof F as F[K] extends { readonly optional: true } ? never : SnakeCase<K>]: ValueOf<F[K]> }
  & { readonly [K in keyof F as F[K] extends { readonly optional: true } ? SnakeCase<K> : never]?: ValueOf<F[K]> }

/** The name of a field on the wire: `limitRemaining` → `limit_remaining`. */
export const wireName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

// =====================================================================================================================
// Fields
// =====================================================================================================================

/** Options of every declaration. */
interface About {
  readonly expected?: string
}

/** Allows `null`. */
interface OrNull {
  readonly nullable: true
}

/** Allows the service to leave the field out, and sets the value it then has. */
interface MayBeAbsent<Value> {
  readonly fallback: Value
}

type Nullable<Value, Options> = Options extends OrNull ? Value | null : Value
type IsOptional<Options> = Options extends { readonly fallback: unknown } ? { readonly optional: true } : unknown

const common = <Value>(options: About & { readonly nullable?: true; readonly fallback?: Value }) => ({
  expected: options.expected,
  nullable: options.nullable === true,
  optional: "fallback" in options,
  fallback: options.fallback
})

type Options<Value> = About & Partial<OrNull> & Partial<MayBeAbsent<Value | null>>

type StringRules = Partial<Pick<StringField, "minLength" | "maxLength" | "pattern" | "format" | "secret">>

/** Declares a string. */
export const string = <const O extends Options<string> & StringRules>(
  options: O = {} as O
): StringField<Nullable<string, O>> & IsOptional<O> => {
  const { format = null, maxLength = null, minLength = 0, pattern = null, secret = false }: StringRules = options
  return { kind: "string", ...common(options), minLength, maxLength, pattern, format, secret } as
    & StringField<Nullable<string, O>>
    & IsOptional<O>
}

/** A known value, which editors suggest, or any other string. */
export type Open<Known extends string> = Known | (string & {})

/** Declares a string that must be one of some values. */
export const literal = <const Values extends ReadonlyArray<string>, const O extends Options<string>>(
  values: Values,
  options: O = {} as O
): EnumField<Nullable<Values[number], O>> & IsOptional<O> =>
  ({ kind: "enum", ...common(options), values, open: false }) as
    & EnumField<Nullable<Values[number], O>>
    & IsOptional<O>

/** Declares a string with some known values. Values that the service adds later are kept. */
export const openLiteral = <const Values extends ReadonlyArray<string>, const O extends Options<string>>(
  values: Values,
  options: O = {} as O
): EnumField<Nullable<Open<Values[number]>, O>> & IsOptional<O> =>
  ({ kind: "enum", ...common(options), values, open: true }) as
    & EnumField<Nullable<Open<Values[number]>, O>>
    & IsOptional<O>

/** Declares a finite number. */
export const number = <
  const O extends Options<number> & { readonly minimum?: number; readonly integer?: true }
>(options: O = {} as O): NumberField<Nullable<number, O>> & IsOptional<O> =>
  ({
    kind: "number",
    ...common(options),
    integer: options.integer === true,
    minimum: options.minimum ?? null
  }) as NumberField<Nullable<number, O>> & IsOptional<O>

/** Declares `true` or `false`. */
export const boolean = <const O extends Options<boolean>>(
  options: O = {} as O
): BooleanField<Nullable<boolean, O>> & IsOptional<O> =>
  ({ kind: "boolean", ...common(options) }) as BooleanField<Nullable<boolean, O>> & IsOptional<O>

/** Declares a point in time that a caller passes. */
export const instant = <const O extends About & Partial<OrNull>>(
  options: O = {} as O
): InstantField<Nullable<string, O>, Nullable<Instant, O>> =>
  ({ kind: "instant", ...common<string | null>(options) }) as InstantField<
    Nullable<string, O>,
    Nullable<Instant, O>
  >

/** Declares a list. A missing list or `null` decodes as an empty one. */
export const list = <F extends Field>(
  item: F,
  options: About = {}
): ListField<ReadonlyArray<ValueOf<F>>> & { readonly optional: true } => ({
  kind: "list",
  ...common({ ...options, fallback: [] }),
  optional: true,
  item
})

/** A list that must be there, unlike those in responses. */
export const required = <F extends Field>(field: F): Omit<F, "optional"> & { readonly optional: false } => ({
  ...field,
  optional: false
})

/** Declares a lenient record: a missing or invalid one decodes as `null`. */
export const note = <Value extends object>(
  fields: FieldsOf<Value>
): RecordField<Value | null> & { readonly optional: true } => ({
  kind: "record",
  ...common<Value | null>({ nullable: true, fallback: null }),
  optional: true,
  fields,
  lenient: true
})

// =====================================================================================================================
// Requests
// =====================================================================================================================

/** A validated record, with values as they are sent. */
export type Validated<R, O> =
  & { readonly [K in keyof R]: ValueOf<R[K]> }
  & { readonly [K in keyof O]?: ValueOf<O[K]> }

/** A request or a nested record, with required and optional fields. */
export interface RecordSpec<R, O> {
  /** All fields by name. */
  readonly fields: Fields
  /** Types of the fields. The property does not exist at run time. */
  readonly [InputType]?: (required: R, optional: O) => void
}

/** Declares a request with required and optional fields. */
export const record = <const R extends Fields, const O extends Fields>(required: R, optional: O): RecordSpec<R, O> => ({
  fields: {
    ...required,
    ...Object.fromEntries(Object.entries<Field>(optional).map(([name, field]) => [name, { ...field, optional: true }]))
  }
})

/** A validated record of a declaration. */
type ValidatedBy<Spec> = Spec extends RecordSpec<infer R, infer O> ? Validated<R, O> : never

/** Declares a nested record of a request. `Input` is the name of its type. */
export const nested = <Spec extends { readonly fields: Fields }, Input>(
  { fields }: Spec
): RecordField<ValidatedBy<Spec>, Input> => ({
  kind: "record",
  nullable: false,
  optional: false,
  fields,
  lenient: false
})
