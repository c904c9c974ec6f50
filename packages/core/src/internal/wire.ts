/**
 * The step between our names and the API's: fields are written once, in camelCase, and their wire names follow.
 *
 * A record is checked and renamed in one go, field by field, and only one that is not as it should be is decoded by the
 * struct over the wire names, which says what is wrong: on a page of keys that takes a quarter of the time.
 */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

/** Schemas by camelCase field name. */
export type Fields = Record<string, Schema.Struct.Field>

/** What a record of `fields` reads as: every field is present, and one the API left out is `null`. */
export type Plain<F extends Fields> = { readonly [K in keyof F]: Exclude<Schema.Schema.Type<F[K]>, undefined> }

/** What `fields` are on the wire: snake_case names, later fields optional. */
export type Wire<F extends Fields> =
  & { readonly [K in RequiredNames<F> as SnakeCase<K>]: Schema.Schema.Encoded<F[K]> }
  & { readonly [K in Exclude<keyof F, RequiredNames<F>> as SnakeCase<K>]?: Schema.Schema.Encoded<F[K]> }

type RequiredNames<F extends Fields> = {
  [K in keyof F]: F[K] extends Schema.PropertySignature<
    Schema.PropertySignature.Token,
    infer _Type,
    PropertyKey,
    "?:",
    infer _Encoded,
    boolean,
    unknown
  > ? never
    : K
}[keyof F]

type SnakeCase<S> = S extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCase<Tail>}`
  : S

/** `limitRemaining` → `limit_remaining`. */
const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** A record that joined later and is no more than a note: one that does not read is as good as none. */
export const noteJoinedLater = <A, I>(
  schema: Schema.Schema<A, I>
): Schema.optionalWith<Schema.NullOr<Schema.Schema<A, I>>, { exact: true }> =>
  Schema.optionalWith(
    Schema.NullOr(schema).annotations({ decodingFallback: () => Either.right(null) }),
    { exact: true }
  )

/** A list that joined later: where an answer lacks it, it reads as empty. */
export const listJoinedLater = <A, I>(item: Schema.Schema<A, I>): Schema.optionalWith<
  Schema.Array$<Schema.Schema<A, I>>,
  { default: () => Array<never>; nullable: true }
> => Schema.optionalWith(Schema.Array(item), { default: () => [], nullable: true })

/** A field that joined after the API's first release: where an answer lacks it, it reads as `null`. */
export const joinedLater = <A, I>(
  schema: Schema.Schema<A, I>
): Schema.optionalWith<Schema.NullOr<Schema.Schema<A, I>>, { exact: true }> =>
  Schema.optionalWith(Schema.NullOr(schema), { exact: true })

/** A field whose value needs no more than a look at its type. */
interface PlainField {
  readonly type: "string" | "number" | "boolean"
  readonly isNullable: boolean
  readonly isOptional: boolean
}

const typeNames: { readonly [tag: string]: PlainField["type"] } = {
  StringKeyword: "string",
  NumberKeyword: "number",
  BooleanKeyword: "boolean"
}

/** What there is to look at in a field; `undefined` where only its schema can tell. */
const plainField = (field: Schema.Struct.Field): PlainField | undefined => {
  const { ast } = Schema.Struct({ field })
  const signature = SchemaAST.isTypeLiteral(ast) ? ast.propertySignatures[0] : undefined
  if (signature === undefined) return undefined
  const members = SchemaAST.isUnion(signature.type) ? signature.type.types : [signature.type]
  const [member, ...others] = members.filter((member) => member !== Schema.Null.ast)
  const type = typeNames[member?._tag ?? ""]
  return type === undefined || others.length > 0
    ? undefined
    : { type, isNullable: members.length > 1, isOptional: signature.isOptional }
}

const fits = (value: unknown, field: PlainField | undefined): boolean =>
  field !== undefined &&
  (typeof value === field.type || (value === null && field.isNullable) || (value === undefined && field.isOptional))

/** The schema of a record of `fields`, from its wire form. */
export const fromWire = <F extends Fields>(fields: F): Schema.Schema<Plain<F>, Wire<F>> => {
  const names = Object.entries(fields).map(([name, field]) => ({
    name,
    wireName: snakeCase(name),
    plain: plainField(field)
  }))
  const wire = Schema.Struct(
    Object.fromEntries(names.map(({ name, wireName }) => [wireName, fields[name]!]))
  ) as unknown as Schema.Schema<Record<string, unknown>, Wire<F>>
  const decodeWire = ParseResult.decodeUnknownEither(wire)

  const rename = (record: Record<string, unknown>): Plain<F> => {
    const out: Record<string, unknown> = {}
    for (const { name, wireName } of names) out[name] = record[wireName] ?? null
    return out as Plain<F>
  }

  // A copy has room for all fields at once, and V8 keeps numbers in it as they are: half the time.
  const blank: Record<string, unknown> = Object.fromEntries(names.map(({ name }) => [name, null]))

  const checkAndRename = (record: Readonly<Record<string, unknown>>): Plain<F> | undefined => {
    const out = { ...blank }
    for (const { name, plain, wireName } of names) {
      const value = record[wireName]
      if (!fits(value, plain)) return undefined
      out[name] = value ?? null
    }
    return out as Plain<F>
  }

  return Schema.transformOrFail(
    Schema.declare((u): u is Wire<F> & Readonly<Record<string, unknown>> => Predicate.isRecord(u), {
      title: "an object"
    }),
    Schema.declare((u): u is Plain<F> => Predicate.isRecord(u)),
    {
      strict: true,
      decode: (record) => {
        const plain = checkAndRename(record)
        return plain === undefined ? Either.map(decodeWire(record), rename) : ParseResult.succeed(plain)
      },
      encode: (plain: Plain<F>) => {
        const out: Record<string, unknown> = {}
        for (const { name, wireName } of names) out[wireName] = plain[name]
        return ParseResult.succeed(out as never)
      }
    }
  )
}

/** A request's fields under their wire names, at every depth; `undefined` means left out. */
export const toWire = (record: object): Record<string, unknown> => {
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(record)) {
    if (value !== undefined) out[snakeCase(name)] = Predicate.isRecord(value) ? toWire(value) : value
  }
  return out
}
