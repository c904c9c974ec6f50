/** Values in the words of an error message: short, without secrets, whatever the value is. */
import { redact } from "../Redaction.js"
import { timeOfDate } from "./instant.js"

/** A caller's text, cut and without anything that looks like a key. */
export const excerpt = (text: string): string => {
  const redacted = redact(text.slice(0, 1_000), [])
  return redacted.length > 80 ? `${redacted.slice(0, 77)}...` : redacted
}

const tagPattern = /^\[object ([A-Za-z0-9]{1,40})\]$/

/** `Map` of `[object Map]`: the kind of a built-in object, also of another realm. Throws for a revoked proxy. */
export const tagOf = (value: unknown): string => tagPattern.exec(Object.prototype.toString.call(value))?.[1] ?? "Object"

const describeObject = (value: object): string => {
  if (Array.isArray(value)) return "an array"
  const time = timeOfDate(value)
  if (time !== undefined) return Number.isNaN(time) ? "an invalid date" : "a Date"
  const tag = tagOf(value)
  if (tag === "Promise") return "a promise (await it)"
  if (tag === "Object") return "an object"
  return `${/^[AEIOU]/.test(tag) ? "an" : "a"} ${tag}`
}

/** A value in the words of an error message. */
export const describe = (value: unknown): string => {
  switch (typeof value) {
    case "string":
      return JSON.stringify(excerpt(value))
    case "bigint":
    case "function":
    case "symbol":
      return `a ${typeof value}`
    case "object":
      if (value === null) return "null"
      try {
        return describeObject(value)
      } catch {
        return "an object that cannot be read"
      }
    default:
      return String(value)
  }
}
