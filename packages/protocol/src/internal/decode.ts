/**
 * Decoders of responses, built from field declarations. A record is validated and renamed in one pass.
 *
 * Recursion follows the declarations, never the data of a server.
 */
import { type Decoded, type Field, type Fields, type Wire, wireName } from "../Field.js"

/** Problems of a response: places and expectations, never values. */
export type Problems = Array<string>

/** More problems would not help. */
const maxProblems = 3

/** A problem with its place: "data.hash is missing", "data.limit: Expected number". */
export const describeProblem = (place: string, problem: string): string => {
  if (place === "") return problem
  return problem.startsWith("is ") ? `${place} ${problem}` : `${place}: ${problem}`
}

export const report = (problems: Problems, place: string, problem: string): void => {
  if (problems.length < maxProblems) problems.push(describeProblem(place, problem))
}

const at = (place: string, name: string): string => place === "" ? name : `${place}.${name}`

/** Marks an invalid value. */
const invalid = Symbol("invalid")

/** A JSON object. */
export const isObject = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === "object" && u !== null && !Array.isArray(u)

/** `1e999` parses as infinity, which is not a JSON number. */
const isNumber = (u: unknown): u is number => typeof u === "number" && Number.isFinite(u)

/** A field, prepared for decoding. */
interface Step {
  readonly name: string
  readonly wireName: string
  readonly field: Field
  /** The type of a value that needs no further validation. */
  readonly type: "string" | "number" | "boolean" | "other"
}

const simpleType = (field: Field): Step["type"] => {
  switch (field.kind) {
    case "string":
    case "number":
    case "boolean":
      return field.kind
    case "enum":
      return field.open ? "string" : "other"
    default:
      return "other"
  }
}

const expectations: Readonly<Record<Field["kind"], string>> = {
  string: "Expected string",
  enum: "Expected string",
  instant: "Expected string",
  number: "Expected number",
  boolean: "Expected boolean",
  list: "Expected an array",
  record: "Expected an object"
}

/** Decodes a list of simple items. */
const decodeList = (item: Field, values: ReadonlyArray<unknown>, place: string, problems: Problems): unknown => {
  const out = values.map((value, index) => decodeValue(item, value, `${place}.${index}`, problems))
  return out.includes(invalid) ? invalid : out
}

const decodeNote = (fields: Fields, lenient: boolean, value: object, place: string, problems: Problems): unknown => {
  const own: Problems = []
  const out = decoderOf(fields).decode(value, place, own)
  if (out !== undefined) return out
  if (lenient) return null
  problems.push(...own.slice(0, maxProblems - problems.length))
  return invalid
}

const decodeValue = (field: Field, value: unknown, place: string, problems: Problems): unknown => {
  if (field.kind === "list" && value === null) return []
  if (value === null && field.nullable) return null
  if (value === undefined && field.optional) return field.kind === "list" ? [] : field.fallback
  if (field.kind === "list" && Array.isArray(value)) return decodeList(field.item, value, place, problems)
  if (field.kind === "record" && isObject(value)) return decodeNote(field.fields, field.lenient, value, place, problems)
  if (field.kind === "record" && field.lenient) return null
  if (field.kind === "enum" && typeof value === "string" && (field.open || field.values.includes(value))) return value
  if (field.kind === "number" ? isNumber(value) : typeof value === field.kind) return value
  report(problems, place, value === undefined ? "is missing" : expectations[field.kind])
  return invalid
}

/** Decodes and encodes a record. */
export interface RecordDecoder<F> {
  /** Returns the record, or `undefined` and a problem if the JSON is invalid. */
  readonly decode: (json: unknown, place: string, problems: Problems) => Decoded<F> | undefined
  /** Returns the record in the service's JSON. */
  readonly encode: (record: Decoded<F>) => Wire<F>
}

const decoders = new WeakMap<object, unknown>()

/** The decoder of a record with these fields, created when it is first used, so that importing stays fast. */
const decoderOf = <F extends Fields>(fields: F): RecordDecoder<F> => {
  const known = decoders.get(fields) as RecordDecoder<F> | undefined
  if (known !== undefined) return known
  const decoder = makeDecoder(fields)
  decoders.set(fields, decoder)
  return decoder
}

/** The decoder of a record with these fields. */
export const recordDecoder = <F extends Fields>(fields: F): RecordDecoder<F> => ({
  decode: (json, place, problems) => decoderOf(fields).decode(json, place, problems),
  encode: (record) => decoderOf(fields).encode(record)
})

const makeDecoder = <F extends Fields>(fields: F): RecordDecoder<F> => {
  const steps: ReadonlyArray<Step> = Object.entries<Field>(fields).map(([name, field]) => ({
    name,
    wireName: wireName(name),
    field,
    type: simpleType(field)
  }))

  // Copying a template allocates all fields at once, which halves the time for a page of keys.
  const template: Record<string, unknown> = Object.fromEntries(
    steps.map(({ field, name }) => [name, field.fallback ?? null])
  )

  const decode: RecordDecoder<F>["decode"] = (json, place, problems) => {
    if (!isObject(json)) {
      report(problems, place, json === undefined ? "is missing" : "Expected an object")
      return undefined
    }
    const out = { ...template }
    let isValid = true
    for (const { field, name, type, wireName } of steps) {
      const value = json[wireName]
      if (typeof value === type && (type !== "number" || Number.isFinite(value))) out[name] = value
      else {
        const decoded = decodeValue(field, value, at(place, wireName), problems)
        if (decoded === invalid) isValid = false
        else out[name] = decoded
      }
    }
    return isValid ? out as Decoded<F> : undefined
  }

  const encode: RecordDecoder<F>["encode"] = (record) => {
    const out: Record<string, unknown> = {}
    for (const { field, name, wireName } of steps) {
      const value = (record as Readonly<Record<string, unknown>>)[name]
      out[wireName] = field.kind === "record" && isObject(value)
        ? decoderOf(field.fields).encode(value as never)
        : value
    }
    return out as Wire<F>
  }

  return { decode, encode }
}
