/**
 * How a request says what it takes: schemas of input fields whose errors name the field and the reason in words, and
 * never repeat a secret.
 */
import type * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { InputIssue } from "../OpenRouterError.js"
import { mask } from "./secrets.js"

/** One field of a request: what it takes, and how an error says so. */
export interface Field<A, I> {
  readonly schema: Schema.Schema<A, I>
  readonly message?: Message
}

type Message = (issue: ParseResult.ParseIssue) => { readonly message: string; readonly override: true }

type Fields = Record<string, { readonly schema: Schema.Schema.AnyNoContext; readonly message?: Message }>

type InputOf<F extends Fields[string]> = Schema.Schema.Encoded<F["schema"]>

/** What a caller gives for required fields. Mapped one to one, so that the fields' doc comments carry over. */
export type Required<F extends Fields> = { readonly [K in keyof F]: InputOf<F[K]> }

/** What a caller may give for optional fields; `undefined` is the same as leaving one out. */
export type Optional<F extends Fields> = { readonly [K in keyof F]?: InputOf<F[K]> | undefined }

// =====================================================================================================================
// Fields
// =====================================================================================================================

const shown = (value: unknown): string => {
  if (Predicate.isString(value)) return mask(JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value))
  if (value instanceof Date) return "an invalid date"
  if (Array.isArray(value)) return "an array"
  if (typeof value === "function") return "a function"
  return typeof value === "object" && value !== null ? "an object" : String(value)
}

const saying = (message: (actual: unknown) => string): Message => (issue) => ({
  message: message(issue.actual),
  // Without it, the members of a union each add a message of their own.
  override: true
})

/** A field that takes `schema`, described as `expected` to whoever gives something else. */
export const field = <A, I>(schema: Schema.Schema<A, I>, expected: string): Field<A, I> => ({
  schema,
  message: saying((actual) => `must be ${expected}, not ${shown(actual)}`)
})

/** A field whose value is a secret: errors do not repeat it. */
export const secret = <A, I>(schema: Schema.Schema<A, I>, expected: string): Field<A, I> => ({
  schema,
  message: saying(() => `must be ${expected}`)
})

/** A field that is a record of its own and speaks for itself. */
export const nested = <A, I>(schema: Schema.Schema<A, I>): Field<A, I> => ({ schema })

/** A secret given bare or wrapped; it is unwrapped only on its way to the wire. */
export const Secret: Schema.Schema<string, string | Redacted.Redacted<string>> = Schema.transform(
  Schema.declare((u): u is string | Redacted.Redacted<string> =>
    Predicate.isString(u) || (Redacted.isRedacted(u) && Predicate.isString(Redacted.value(u)))
  ),
  Schema.String,
  { strict: true, decode: (secret) => Predicate.isString(secret) ? secret : Redacted.value(secret), encode: (s) => s }
)

/** Date and time with a zone; without one a time means something else on each machine. */
const zonedDateTime = /^(\d{4}-\d{2}-\d{2})[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})$/

const isRealDay = (day: string): boolean => {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

// By its looks: the module that knows more of it adds as much to a bundle as all of this one.
const isDateTime = (u: unknown): u is DateTime.DateTime =>
  Predicate.hasProperty(u, "epochMillis") && Predicate.isNumber(u.epochMillis)

const toInstant = (input: Date | DateTime.Utc | string): Date | undefined => {
  if (input instanceof Date) return input
  if (!Predicate.isString(input)) return new Date(input.epochMillis)
  const day = zonedDateTime.exec(input)?.[1]
  return day !== undefined && isRealDay(day) ? new Date(input) : undefined
}

/** A point in time, sent as ISO-8601 UTC with seconds (and fractions where there are any). */
export const Timestamp: Schema.Schema<string, Date | DateTime.Utc | string> = Schema.transformOrFail(
  Schema.declare((u): u is Date | DateTime.Utc | string => u instanceof Date || Predicate.isString(u) || isDateTime(u)),
  Schema.String,
  {
    strict: true,
    decode: (input, _, ast) => {
      const time = toInstant(input)?.getTime() ?? Number.NaN
      // Years beyond 9999 have another, signed form that the service does not document.
      return time >= 0 && time < Date.UTC(10_000, 0)
        ? ParseResult.succeed(new Date(time).toISOString().replace(".000Z", "Z"))
        : ParseResult.fail(new ParseResult.Type(ast, input))
    },
    encode: ParseResult.succeed
  }
)

// =====================================================================================================================
// Records
// =====================================================================================================================

const annotated = (schema: Schema.Schema.AnyNoContext, message: Message | undefined) =>
  message === undefined ? schema : schema.annotations({ message })

/** A record that has been checked: its values are in the form in which they are sent. */
export interface Checked extends Readonly<Record<string, unknown>> {}

/**
 * A record of required and optional fields. A field it does not know is an error: a misspelt `limit` must not create
 * a key without one.
 */
export const record = <R extends Fields, O extends Fields>(
  required: R,
  optional: O
): Schema.Schema<Checked, Required<R> & Optional<O>> =>
  Schema.Struct({
    ...Record.map(required as Fields, ({ message, schema }) => annotated(schema, message)),
    ...Record.map(optional as Fields, ({ message, schema }) =>
      Schema.optionalWith(annotated(schema, message), { exact: true }))
  }).annotations({
    message: (issue) =>
      `must be an object, not ${shown(issue.actual)}`
  }) as never

/** `undefined` is the same as leaving a field out, at every depth. */
const withoutUndefined = (input: unknown): unknown =>
  isPlain(input) ? Record.map(Record.filter(input, Predicate.isNotUndefined), withoutUndefined) : input

const isPlain = (u: unknown): u is { readonly [name: string]: unknown } =>
  Predicate.isRecord(u) && [Object.prototype, null].includes(Object.getPrototypeOf(u) as object | null)

/** Checks a caller's request: what to send, or all that is wrong with it. */
export const validate = <A, I>(
  schema: Schema.Schema<A, I>
): (input: unknown) => Either.Either<A, ReadonlyArray<InputIssue>> => {
  const decode = Schema.decodeUnknownEither(schema, { onExcessProperty: "error", errors: "all" })
  return (input) =>
    Either.mapLeft(
      decode(withoutUndefined(input)),
      (error) =>
        ParseResult.ArrayFormatter.formatErrorSync(error).map(({ message, path }) => ({
          path: path.join("."),
          message
        }))
    )
}
