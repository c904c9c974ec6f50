/**
 * What the standalone functions resolve to.
 *
 * @module
 */

/** A value, or the error that took its place; `ok` tells which. */
export type Result<Value, Error> =
  | { readonly ok: true; readonly value: Value; readonly error?: never }
  | { readonly ok: false; readonly value?: never; readonly error: Error }
