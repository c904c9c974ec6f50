/** Validates requests of any type, in bounded time and without throwing. */
import type { Field, Fields, ListField, RecordSpec, StringField, Validated } from "../Field.js"
import type { InputIssue } from "../Operation.js"
import { describe, excerpt, tagOf } from "./describe.js"
import { timeOfDate, toTimestamp } from "./instant.js"

/** The issues of a request, up to a limit. */
interface Report {
  readonly issues: Array<InputIssue>
  unexpected: number
}

/** Limits the messages for an object with many unknown fields. */
const maxUnexpected = 20

// =====================================================================================================================
// Values
// =====================================================================================================================

/** The value as it is sent; `undefined` if the field does not allow it. */
const toValue = (field: Exclude<Field, { kind: "record" | "list" }>, value: unknown): unknown => {
  switch (field.kind) {
    case "string":
      return typeof value === "string" && isAllowed(field, value) ? value : undefined
    case "enum":
      return typeof value === "string" && (field.open || field.values.includes(value)) ? value : undefined
    case "number":
      return typeof value === "number" && Number.isFinite(value) && value >= (field.minimum ?? -Infinity) &&
          (!field.integer || Number.isSafeInteger(value))
        ? value
        : undefined
    case "boolean":
      return typeof value === "boolean" ? value : undefined
    case "instant":
      return toTimestamp(value)
  }
}

const isAllowed = ({ maxLength, minLength, pattern }: StringField, value: string): boolean =>
  value.length >= minLength && value.length <= (maxLength ?? Infinity) && (pattern === null || pattern.test(value))

const checkValue = (field: Field, value: unknown, path: string, report: Report): unknown => {
  if (value === null && field.nullable) return null
  if (field.kind === "list") return checkList(field, value, path, report)
  if (field.kind === "record") return checkRecord(field.fields, value, path, report)
  const sent = toValue(field, value)
  if (sent === undefined) {
    const secret = field.kind === "string" && field.secret
    const expected = `must be ${field.expected ?? `a ${field.kind}`}`
    report.issues.push({ path, message: secret ? expected : `${expected}, not ${describe(value)}` })
  }
  return sent
}

/** Validates each item. Holes are invalid. */
const checkList = (field: ListField, value: unknown, path: string, report: Report): unknown => {
  if (!Array.isArray(value)) {
    report.issues.push({ path, message: `must be ${field.expected ?? "a list"}, not ${describe(value)}` })
    return undefined
  }
  return Array.from(
    value as ReadonlyArray<unknown>,
    (item, index) => checkValue(field.item, item, at(path, String(index)), report)
  )
}

// =====================================================================================================================
// Records
// =====================================================================================================================

/**
 * Whether a value has fields: an object literal or a class instance, also of another realm. A `Map`, a promise, an
 * Effect, a `Redacted` or `URLSearchParams` has no fields, so the request would be empty.
 */
export const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isBuiltIn(value) &&
  timeOfDate(value) === undefined && !(Symbol.iterator in value) && !(Symbol.asyncIterator in value) &&
  !("then" in value && typeof value.then === "function") && mayHoldFields(value)

/** Whether a value is a built-in object other than a literal, by its tag. Classes may have other tags. */
const isBuiltIn = (value: object): boolean => {
  const tag = tagOf(value)
  const [name = ""] = tag.split(".")
  return tag !== "Object" && (!(Symbol.toStringTag in value) || name in globalThis)
}

/**
 * An object without own fields is an empty request if it is a literal or a class instance; otherwise it is a wrapper.
 */
const mayHoldFields = (value: object): boolean => {
  if (Object.keys(value).length > 0) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || isOwn(prototype as object, "constructor")
}

const isOwn = (record: object, name: PropertyKey): boolean => Object.prototype.hasOwnProperty.call(record, name)

const at = (path: string, name: string): string => path === "" ? name : `${path}.${name}`

const checkField = (fields: Fields, name: string, record: object, path: string, report: Report): unknown => {
  const field = fields[name]!
  const place = at(path, name)
  let value: unknown
  try {
    if (!isOwn(record, name) && name in record) {
      report.issues.push({ path: place, message: "must be an own property, not an inherited one" })
      return undefined
    }
    value = (record as Readonly<Record<string, unknown>>)[name]
  } catch {
    report.issues.push({ path: place, message: "cannot be read" })
    return undefined
  }
  if (value !== undefined) return checkValue(field, value, place, report)
  if (!field.optional) report.issues.push({ path: place, message: "is missing" })
  return undefined
}

/** The declared field that a misspelt name resembles: `include_disabled` → `includeDisabled`. */
const similar = (fields: Fields, name: string): string | undefined => {
  const plain = (text: string) => text.replaceAll("_", "").replaceAll("-", "").toLowerCase()
  return name.length > 80 ? undefined : Object.keys(fields).find((each) => plain(each) === plain(name))
}

/** Rejects unknown fields, so that a misspelt `limit` does not create a key without a limit. */
const checkUnexpected = (fields: Fields, record: object, path: string, report: Report): void => {
  for (const key of Reflect.ownKeys(record)) {
    if (typeof key === "string" && isOwn(fields, key)) continue
    const property = Reflect.getOwnPropertyDescriptor(record, key)
    if (property?.enumerable !== true || ("value" in property && property.value === undefined)) continue
    if (++report.unexpected > maxUnexpected) continue
    const name = String(key)
    const meant = similar(fields, name)
    report.issues.push({
      path: at(path, excerpt(name)),
      message: meant === undefined ? "is unexpected" : `is unexpected; use ${meant}`
    })
  }
}

const checkRecord = (fields: Fields, value: unknown, path: string, report: Report): unknown => {
  try {
    if (!isRecord(value)) {
      report.issues.push({ path, message: `must be an object, not ${describe(value)}` })
      return undefined
    }
    const out: Record<string, unknown> = {}
    for (const name of Object.keys(fields)) {
      const checked = checkField(fields, name, value, path, report)
      if (checked !== undefined) out[name] = checked
    }
    checkUnexpected(fields, value, path, report)
    return out
  } catch {
    // A proxy or a getter threw.
    report.issues.push({ path, message: "must be an object that can be read" })
    return undefined
  }
}

/** Validates a request. Returns the values to send, or the issues. */
export const validate = <R, O>(
  { fields }: RecordSpec<R, O>,
  input: unknown
):
  | { readonly ok: true; readonly value: Validated<R, O> }
  | { readonly ok: false; readonly issues: ReadonlyArray<InputIssue> } =>
{
  const report: Report = { issues: [], unexpected: 0 }
  const value = checkRecord(fields, input, "", report)
  const more = report.unexpected - maxUnexpected
  if (more > 0) report.issues.push({ path: "", message: `has ${more} more unexpected fields` })
  return report.issues.length === 0
    ? { ok: true, value: value as Validated<R, O> }
    : { ok: false, issues: report.issues }
}
