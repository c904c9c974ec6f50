/**
 * Describes what a field must be.
 *
 * @module
 */
import type { Field } from "../Field.js"

/** A field without nested fields. */
export type SimpleField = Exclude<Field, { readonly kind: "list" | "record" }>

/** Whether a field has no nested fields. */
export const isSimple = (field: Field): field is SimpleField => field.kind !== "list" && field.kind !== "record"

const words: Readonly<Record<SimpleField["kind"], string>> = {
  string: "a string",
  enum: "a string",
  number: "a finite number",
  boolean: "true or false",
  instant: "a point in time"
}

/** What a field must be, such as `a string or null`. */
export const expectedOf = (field: SimpleField): string =>
  field.expected ?? (field.nullable ? `${words[field.kind]} or null` : words[field.kind])
