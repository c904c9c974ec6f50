/** Reading JSON that may be anything. */

/** Parses JSON, or returns `undefined`. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** An own property of an object; `undefined` for anything else. */
export const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.prototype.hasOwnProperty.call(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
