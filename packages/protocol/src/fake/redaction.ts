/**
 * Redacts the secrets of a received request.
 */
import { makeRedactor, REDACTED as redacted } from "../Redaction.js"
import type { FakeRequest } from "./types.js"

const secretHeaders = new Set(["authorization", "proxy-authorization", "cookie", "x-api-key"])

/** A key of any provider. Labels such as `sk-or-v1-0e6...1c96` do not match. */
const keyForm = /sk-[A-Za-z0-9_-]{16,}/g

/** A provider key in a body that is not JSON. */
const apiKeyField = /("api_key"\s{0,20}:\s{0,20}")[^"]*/g

/** Shorter secrets would match ordinary words. */
const shortestSecret = 8

/** Maximum depth of logged bodies. */
const maxDepth = 32

/** Removes secrets from text. */
export type Redact = (text: string) => string

/** Removes these secrets in every form, and anything that looks like a key. */
export const makeRedact = (secrets: ReadonlyArray<string | undefined>): Redact => {
  const known = secrets.filter((secret): secret is string => secret !== undefined && secret.length >= shortestSecret)
  const redactKnown = makeRedactor(known)
  return (text) => text.length < shortestSecret ? text : redactKnown(text).replace(keyForm, redacted)
}

export const redactRecord = (
  record: Readonly<Record<string, string | undefined>>,
  redact: Redact
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => value === undefined ? [] : [[redact(name), redact(value)]])
  )

/** Takes headers with names in lower case. */
export const redactHeaders = (headers: FakeRequest["headers"], redact: Redact): Record<string, string> => {
  const clean = redactRecord(headers, redact)
  for (const name of Object.keys(clean)) if (secretHeaders.has(name)) clean[name] = redacted
  return clean
}

const redactValue = (value: unknown, redact: Redact, depth: number): unknown => {
  if (typeof value === "string") return redact(value)
  if (typeof value !== "object" || value === null) return value
  if (depth === maxDepth) return "<too deep>"
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      redact(name),
      name === "api_key" ? redacted : redactValue(item, redact, depth + 1)
    ])
  )
}

/** The JSON value of a body, or its text if it is not JSON; `null` without a body. */
export const redactBody = (body: string, redact: Redact): unknown => {
  if (body === "") return null
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return redact(body.replace(apiKeyField, (_, before: string) => before + redacted))
  }
  return redactValue(json, redact, 0)
}
