/**
 * Validates bearer tokens.
 *
 * @module
 */
import { noApiKeyMessage } from "../Environment.js"
import type { Failure, InputFailure, Result } from "../Failure.js"
import { validateToken } from "../Header.js"
import { redact } from "../Redaction.js"

/** A valid token or a failure. Constant tokens are validated before the first request. */
export type Token = Result<string>

const invalid = (message: string): InputFailure => ({ _tag: "Input", message, issues: [] })

/** No token was given. */
export const noToken: Token = { ok: false, failure: invalid(noApiKeyMessage) }

/** Validates the token that a provider returned. */
export const checkToken = (token: unknown): Token => {
  if (typeof token !== "string") {
    return { ok: false, failure: invalid("the API key is missing: its provider returned no string") }
  }
  const problem = validateToken(token)
  return problem === undefined ? { ok: true, value: token } : { ok: false, failure: invalid(problem) }
}

/** The failure of a token provider, with its message redacted. */
export const providerFailed = (error: unknown): Failure =>
  invalid(`the provider of the API key failed${reasonOf(error)}`)

const reasonOf = (error: unknown): string => {
  const fields = typeof error === "object" && error !== null ? error as Readonly<Record<string, unknown>> : {}
  const words = ["message" in fields ? fields["message"] : error, fields["_tag"]].find(
    (each) => typeof each === "string" && each !== ""
  )
  return typeof words === "string" ? `: ${redact(words.slice(0, 300), [])}` : ""
}
