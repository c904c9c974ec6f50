/** Describes values of any type in error messages: short and without secrets. */
import { redact } from "../Redaction.js"
import { timeOfDate } from "./instant.js"

/** A caller's text, shortened and redacted. */
export const excerpt = (text: string): string => {
  const redacted = redact(text.slice(0, 1_000), [])
  return redacted.length > 80 ? `${redacted.slice(0, 77)}...` : redacted
}

/** The kind of a built-in object, such as `Map`, also of another realm. Throws for a revoked proxy. */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice("[object ".length, -1)

const showableTag = /^[A-Za-z0-9.]{1,40}$/

const describeObject = (value: object): string => {
  if (Array.isArray(value)) return "an array"
  const time = timeOfDate(value)
  if (time !== undefined) return Number.isNaN(time) ? "an invalid date" : "a Date"
  const tag = tagOf(value)
  if (tag === "Promise") return "a promise (await it)"
  if ("then" in value && typeof value.then === "function") return "a promise (await it)"
  if (Symbol.iterator in value) return "something iterable"
  if (tag === "Object") return Object.keys(value).length === 0 ? "an object without fields" : "an object"
  if (!showableTag.test(tag)) return "an object of another kind"
  return `${/^[AEIOU]/.test(tag) ? "an" : "a"} ${tag}`
}

/** Describes a value in an error message. */
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
