/**
 * Results and functions to unwrap them.
 *
 * @module
 */

/** A value if `ok` is true, otherwise an error. */
export type Result<Value, Error = unknown> =
  | { readonly ok: true; readonly value: Value; readonly error?: never }
  | { readonly ok: false; readonly value?: never; readonly error: Error }

/** A successful result. */
export const OK = <Value>(value: Value): Result<Value, never> => ({ ok: true, value })

/** A failed result. */
export const ERR = <Error>(error: Error): Result<never, Error> => ({ ok: false, error })

/** Returns the value of a result, or throws its error. */
export const unwrap = <Value>(result: Result<Value>): Value => {
  if (result.ok) return result.value
  throw result.error
}

/** Resolves to the value of a result, or rejects with its error. */
export const unwrapAsync = async <Value>(result: Promise<Result<Value>>): Promise<Value> => unwrap(await result)
