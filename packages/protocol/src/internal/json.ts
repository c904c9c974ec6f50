/** Reads JSON of any form. */

/** Parses JSON. Skips a byte order mark, which some gateways add. Throws for invalid JSON. */
export const parseText = (text: string): unknown => JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)

/** Parses JSON, or returns `undefined`. */
export const parseJson = (text: string): unknown => {
  try {
    return parseText(text)
  } catch {
    return undefined
  }
}

/** An own property of an object; `undefined` for anything else. */
export const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.prototype.hasOwnProperty.call(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
