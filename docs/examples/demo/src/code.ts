/**
 * Prints calls as source code.
 */
import { Predicate } from "effect"

/** A call with its request, on several lines if it is longer than `width` columns. */
export const callCode = (call: string, request: unknown, width: number): ReadonlyArray<string> => {
  if (!Predicate.isRecord(request)) return [`${call}()`]
  const line = `${call}(${literal(request)})`
  return line.length <= width ? [line] : [`${call}({`, ...properties(request).map((each) => `  ${each}`), "})"]
}

const properties = (record: object): ReadonlyArray<string> =>
  Object.entries(record).map(([name, value], index, { length }) =>
    `${name}: ${literal(value)}${index < length - 1 ? "," : ""}`
  )

const literal = (value: unknown): string => {
  if (value instanceof Date) return `new Date("${value.toISOString()}")`
  if (Predicate.isRecord(value)) return `{ ${properties(value).join(" ")} }`
  // A whole hash would fill the line.
  return Predicate.isString(value) && /^[0-9a-f]{64}$/.test(value) ? `"${value.slice(0, 8)}…"` : JSON.stringify(value)
}
