/** Validation of requests: total and bounded, whatever a caller passes. */
import type { Fields, RecordField, ValueOf } from "../Field.js"

/** A validated record: its values are in the form in which they are sent. */
export type Validated<R, O> =
  & { readonly [K in keyof R]: ValueOf<R[K]> }
  & { readonly [K in keyof O]?: ValueOf<O[K]> }

/** A request, or a record in one: its required and optional fields. */
export interface RecordSpec<R extends Fields, O extends Fields> {
  readonly required: R
  readonly optional: O
  /** All of them, each with its `optional`. */
  readonly fields: { readonly [K in keyof (R & O)]: (R & O)[K] }
}

/** Declares a record of required and optional fields. */
export const record = <R extends Fields, O extends Fields>(required: R, optional: O): RecordSpec<R, O> => ({
  required,
  optional,
  fields: {
    ...required,
    ...Object.fromEntries(Object.entries(optional).map(([name, field]) => [name, { ...field, optional: true }]))
  } as RecordSpec<R, O>["fields"]
})

/** Declares a field that is a record of its own, under the name that its type has in the API. */
export const nested = <Input>() =>
<R extends Fields, O extends Fields>(
  spec: RecordSpec<R, O>,
  options: { readonly description: string }
): RecordField<Validated<R, O>, Input> => ({
  kind: "record",
  description: options.description,
  nullable: false,
  optional: false,
  fields: spec.fields,
  lenient: false
})
