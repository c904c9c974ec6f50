/**
 * What a field must be, in words.
 *
 * @module
 */
import type { Field } from "../Field.js"

/** A field whose value is not made of other fields. */
export type SimpleField = Exclude<Field, { readonly kind: "list" | "record" }>

/** Whether a field's value is not made of other fields. */
export const isSimple = (field: Field): field is SimpleField => field.kind !== "list" && field.kind !== "record"

const words: Readonly<Record<SimpleField["kind"], string>> = {
  string: "a string",
  enum: "a string",
  number: "a finite number",
  boolean: "true or false",
  instant: "a point in time"
}

/** What a field must be: `a string or null`. */
export const expectedOf = (field: SimpleField): string =>
  field.expected ?? (field.nullable ? `${words[field.kind]} or null` : words[field.kind])
