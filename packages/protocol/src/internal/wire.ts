/** Encodes requests. */
import { type Fields, type RecordSpec, type Validated, wireName } from "../Field.js"

const encode = (fields: Fields, record: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const out: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    const value = record[name]
    if (value === undefined) continue
    // Recursion is bounded by the declared fields.
    out[wireName(name)] = field.kind === "record"
      ? encode(field.fields, value as Readonly<Record<string, unknown>>)
      : value
  }
  return out
}

/** A validated request with wire names, at every depth. */
export const encodeRequest = <R, O>({ fields }: RecordSpec<R, O>, request: Validated<R, O>): Record<string, unknown> =>
  encode(fields, request)
