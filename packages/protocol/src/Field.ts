/**
 * Declarations of fields: from them derive the types, the validation of requests, the wire format, the decoders of
 * responses, and the schemas of other libraries.
 *
 * @module
 */

declare const InputType: unique symbol
declare const ValueType: unique symbol

/** What all fields say of themselves. */
interface Common<Value, Input> {
  /** What the field means, as its doc comment says it. */
  readonly description: string
  /** A value as it stands in a request or a response. */
  readonly example?: Value | undefined
  /** Whether `null` is a value of it. */
  readonly nullable: boolean
  /** Whether a request may leave it out; of a response: whether the service may. */
  readonly optional: boolean
  /** Value of a response's field that the service leaves out. */
  readonly fallback?: Value | undefined
  /** Of a request's field: what it takes, in words that follow "must be". */
  readonly expected?: string | undefined
  /** Carries the type of the value as it is sent or decoded; there is no such property. */
  readonly [ValueType]?: () => Value
  /** Carries the type that a caller passes; there is no such property. */
  readonly [InputType]?: () => Input
}

/** A string. */
export interface StringField<Value = string | null> extends Common<Value, Value> {
  readonly kind: "string"
  readonly minLength: number
  /** In UTF-16 code units, as `length` counts; `null` for no maximum. */
  readonly maxLength: number | null
  /** What the whole string must match; `null` for no such rule. */
  readonly pattern: RegExp | null
  /** What it is, for documents: not checked beyond `pattern`. */
  readonly format: "uuid" | "date-time" | null
  /** Whether it is a secret: no error, log or example shows it. */
  readonly secret: boolean
}

/** One of some strings. */
export interface EnumField<Value = string | null> extends Common<Value, Value> {
  readonly kind: "enum"
  /** The known values. */
  readonly values: ReadonlyArray<string>
  /** Whether other strings are values too: in responses, where the service may add some. */
  readonly open: boolean
}

/** A finite number. */
export interface NumberField<Value = number | null> extends Common<Value, Value> {
  readonly kind: "number"
  /** Whether it must be a safe integer. */
  readonly integer: boolean
  /** The least value; `null` for none. */
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
  /** Whether a value in a response that is not as declared decodes as `null`. */
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

/** Fields whose values make up a `Value`. */
export type FieldsOf<Value> = { readonly [K in keyof Value]: Field & FieldOf<Value[K]> }

/** A field of which the value has this type. */
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

/** A decoded record. Mapped one to one, so that the fields' doc comments carry over. */
export type Decoded<F> = { readonly [K in keyof F]: ValueOf<F[K]> }

/** What a caller passes for required fields. */
export type Required<F> = { readonly [K in keyof F]: InputOf<F[K]> }

/** What a caller passes for optional fields; `undefined` is the same as leaving one out. */
export type Optional<F> = { readonly [K in keyof F]?: InputOf<F[K]> | undefined }

/** `limitRemaining` → `limit_remaining`. */
export type SnakeCase<S> = S extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCase<Tail>}`
  : S

/** A record in a response as the service writes it: snake_case names, and those that joined later may be absent. */
export type Wire<F> =
  & { readonly [K in keyof F as F[K] extends { readonly optional: true } ? never : SnakeCase<K>]: ValueOf<F[K]> }
  & { readonly [K in keyof F as F[K] extends { readonly optional: true } ? SnakeCase<K> : never]?: ValueOf<F[K]> }

/** The name of a field on the wire: `limitRemaining` → `limit_remaining`. */
export const wireName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

// =====================================================================================================================
// Fields
// =====================================================================================================================

/** What every declaration takes. */
interface About<Value> {
  readonly description: string
  readonly example?: Value
  readonly expected?: string
}

/** Says that `null` is a value. */
interface OrNull {
  readonly nullable: true
}

/** Says that the service may leave the field out, and what it then reads as. */
interface MayBeAbsent<Value> {
  readonly fallback: Value
}

type Nullable<Value, Options> = Options extends OrNull ? Value | null : Value
type IsOptional<Options> = Options extends { readonly fallback: unknown } ? { readonly optional: true } : unknown

const common = <Value>(options: About<Value> & { readonly nullable?: true; readonly fallback?: Value }) => ({
  description: options.description,
  example: options.example,
  expected: options.expected,
  nullable: options.nullable === true,
  optional: "fallback" in options,
  fallback: options.fallback
})

type Options<Value> = About<Value | null> & Partial<OrNull> & Partial<MayBeAbsent<Value | null>>

type StringRules = Partial<Pick<StringField, "minLength" | "maxLength" | "pattern" | "format" | "secret">>

/** Declares a string. */
export const string = <const O extends Options<string> & StringRules>(
  options: O
): StringField<Nullable<string, O>> & IsOptional<O> => {
  const { format = null, maxLength = null, minLength = 0, pattern = null, secret = false }: StringRules = options
  return { kind: "string", ...common(options), minLength, maxLength, pattern, format, secret } as
    & StringField<Nullable<string, O>>
    & IsOptional<O>
}

/** A declared value for the editor's sake, or any other string. */
export type Open<Known extends string> = Known | (string & {})

/** Declares one of some strings, and no other. */
export const literal = <const Values extends ReadonlyArray<string>, const O extends Options<string>>(
  values: Values,
  options: O
): EnumField<Nullable<Values[number], O>> & IsOptional<O> =>
  ({ kind: "enum", ...common(options), values, open: false }) as
    & EnumField<Nullable<Values[number], O>>
    & IsOptional<O>

/** Declares a string of which some values are known: a value that the service adds later is kept as it came. */
export const openLiteral = <const Values extends ReadonlyArray<string>, const O extends Options<string>>(
  values: Values,
  options: O
): EnumField<Nullable<Open<Values[number]>, O>> & IsOptional<O> =>
  ({ kind: "enum", ...common(options), values, open: true }) as
    & EnumField<Nullable<Open<Values[number]>, O>>
    & IsOptional<O>

/** Declares a finite number. */
export const number = <
  const O extends Options<number> & { readonly minimum?: number; readonly integer?: true }
>(options: O): NumberField<Nullable<number, O>> & IsOptional<O> =>
  ({
    kind: "number",
    ...common(options),
    integer: options.integer === true,
    minimum: options.minimum ?? null
  }) as NumberField<Nullable<number, O>> & IsOptional<O>

/** Declares `true` or `false`. */
export const boolean = <const O extends Options<boolean>>(
  options: O
): BooleanField<Nullable<boolean, O>> & IsOptional<O> =>
  ({ kind: "boolean", ...common(options) }) as BooleanField<Nullable<boolean, O>> & IsOptional<O>

/** Declares a point in time that a caller passes. */
export const instant = <const O extends About<string> & Partial<OrNull>>(
  options: O
): InstantField<Nullable<string, O>, Nullable<Instant, O>> =>
  ({ kind: "instant", ...common<string | null>(options) }) as InstantField<
    Nullable<string, O>,
    Nullable<Instant, O>
  >

/** Declares a list that reads as empty where the service leaves it out or says `null`. */
export const list = <F extends Field>(
  item: F,
  options: About<ReadonlyArray<ValueOf<F>>>
): ListField<ReadonlyArray<ValueOf<F>>> & { readonly optional: true } => ({
  kind: "list",
  ...common({ ...options, fallback: [] }),
  optional: true,
  item
})

/** Declares a note: a record that reads as `null` where the service leaves it out or writes something else. */
export const note = <Value extends object>(
  fields: FieldsOf<Value>,
  options: About<Value>
): RecordField<Value | null> & { readonly optional: true } => ({
  kind: "record",
  ...common<Value | null>({ ...options, nullable: true, fallback: null }),
  optional: true,
  fields,
  lenient: true
})

// =====================================================================================================================
// Requests
// =====================================================================================================================

/** A validated record: its values are in the form in which they are sent. */
export type Validated<R, O> =
  & { readonly [K in keyof R]: ValueOf<R[K]> }
  & { readonly [K in keyof O]?: ValueOf<O[K]> }

/** A request, or a record in one: its required and its optional fields. */
export interface RecordSpec<R, O> {
  /** All fields by name, each with its `optional`. */
  readonly fields: Fields
  /** Carries the types of the fields; there is no such property. */
  readonly [InputType]?: (required: R, optional: O) => void
}

/** Declares a request of required and optional fields. */
export const record = <const R extends Fields, const O extends Fields>(required: R, optional: O): RecordSpec<R, O> => ({
  fields: {
    ...required,
    ...Object.fromEntries(Object.entries<Field>(optional).map(([name, field]) => [name, { ...field, optional: true }]))
  }
})

/** Declares a record in a request, under the name that its type has in the API. */
export const nested = <Input>() =>
<R, O>(
  { fields }: RecordSpec<R, O>,
  options: { readonly description: string }
): RecordField<Validated<R, O>, Input> => ({
  kind: "record",
  description: options.description,
  nullable: false,
  optional: false,
  fields,
  lenient: false
})
