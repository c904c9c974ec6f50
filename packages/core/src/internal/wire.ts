/**
 * The step between our names and the API's: fields are written once, in camelCase, and their wire names follow.
 *
 * A record is decoded by one struct over the wire names and one renaming step whose target is declared, not validated
 * a second time. That order of work is what makes a page of keys cheap to decode.
 */
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

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

/** The schema of a record of `fields`, from its wire form. */
export const fromWire = <F extends Fields>(fields: F): Schema.Schema<Plain<F>, Wire<F>> => {
  const names = Object.keys(fields).map((name) => [name, snakeCase(name)] as const)
  const wire = Schema.Struct(
    Object.fromEntries(names.map(([name, wireName]) => [wireName, fields[name]!]))
  ) as unknown as Schema.Schema<Record<string, unknown>, Wire<F>>
  const plain = Schema.declare((u): u is Plain<F> => Predicate.isRecord(u))
  return Schema.transform(wire, plain, {
    strict: true,
    decode: (record) => {
      const out: Record<string, unknown> = {}
      for (const [name, wireName] of names) out[name] = record[wireName] ?? null
      return out as Plain<F>
    },
    encode: (value) => {
      const out: Record<string, unknown> = {}
      for (const [name, wireName] of names) out[wireName] = value[name]
      return out
    }
  })
}

/** A request's fields under their wire names, at every depth; `undefined` means left out. */
export const toWire = (record: object): Record<string, unknown> => {
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(record)) {
    if (value !== undefined) out[snakeCase(name)] = Predicate.isRecord(value) ? toWire(value) : value
  }
  return out
}
