/**
 * Results, and what takes them apart.
 *
 * @module
 */

/** A value, or the error that took its place; `ok` tells which. */
export type Result<Value, Error = unknown> =
  | { readonly ok: true; readonly value: Value; readonly error?: never }
  | { readonly ok: false; readonly value?: never; readonly error: Error }

/** A result that is a value. */
export const OK = <Value>(value: Value): Result<Value, never> => ({ ok: true, value })

/** A result that is an error. */
export const ERR = <Error>(error: Error): Result<never, Error> => ({ ok: false, error })

/** The value of a result; throws its error if it is one. */
export const unwrap = <Value>(result: Result<Value>): Value => {
  if (result.ok) return result.value
  throw result.error
}

/** The value of a result to come; rejects with its error if it is one. */
export const unwrapAsync = async <Value>(result: Promise<Result<Value>>): Promise<Value> => unwrap(await result)
