/**
 * Rules for headers: which may be sent and which are secret.
 *
 * @module
 */
import { isRecord } from "./internal/validate.js"
import { redact } from "./Redaction.js"

type Headers = Readonly<Record<string, string>>

const fieldName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// Visible Latin-1 characters, space and tab. fetch accepts these, and none of them can start another header.
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/
const bearerToken = /^[\x21-\x7e]+$/

/** Headers that only the HTTP client may set. Setting them breaks the request or makes it hang. */
export const forbiddenHeaders: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade"
])

const shown = (name: string): string => JSON.stringify(redact(name.slice(0, 100)))

/**
 * Why a header cannot be sent; `undefined` if it can. The message does not contain the value. It names `label`, the
 * option that sets the header, if given.
 */
export const headerProblem = (name: string, value: unknown, label?: string): string | undefined => {
  if (!fieldName.test(name)) return `the header name ${shown(name)} contains characters that are not allowed`
  if (forbiddenHeaders.has(name.toLowerCase())) return `the header ${shown(name)} is set by the HTTP client`
  const named = label === undefined ? `the header ${shown(name)}` : `\`${label}\``
  if (typeof value !== "string") return `${named} must be a string`
  if (fieldValue.test(value)) return undefined
  const allowed = label === undefined ? "" : ": use Latin-1 letters, digits and punctuation"
  return `${named} contains characters that are not allowed in a header${allowed}`
}

/** Why a value cannot be a bearer token; `undefined` if it can. The message does not contain the value. */
export const validateToken = (token: unknown): string | undefined => {
  if (typeof token !== "string") return "the API key is not a string"
  if (token === "") return "the API key is empty"
  return bearerToken.test(token) ? undefined : "the API key contains characters that are not allowed in a header"
}

/** Names of headers with secret values, also with a prefix, such as `cf-access-client-secret`. */
const secretName = /(?:^|-)(?:authorization|cookie|api-?key|token|secret|password)$/

const scheme = /^[A-Za-z0-9-]{1,32} +/

/** The secrets in headers (names in lower case), with and without a scheme such as `Bearer`. */
export const secretsIn = (headers: Headers): ReadonlyArray<string> =>
  Object.entries(headers)
    .filter(([name]) => secretName.test(name))
    .flatMap(([, value]) => scheme.test(value) ? [value, value.replace(scheme, "")] : [value])

/** Merges headers, with names in lower case. A later value replaces an earlier one; `undefined` replaces nothing. */
export const mergeHeaders = (
  ...all: ReadonlyArray<Readonly<Record<string, string | undefined>> | undefined>
): Headers => {
  const out = new Map<string, string>()
  for (const headers of all) {
    for (const [name, value] of Object.entries(headers ?? {})) {
      if (value !== undefined) out.set(name.toLowerCase(), value)
    }
  }
  return Object.fromEntries(out)
}

/** Reads a caller's headers once, or says why they cannot be used. Never throws. */
export const readHeaders = (
  given: unknown
): { readonly ok: true; readonly value: Headers } | { readonly ok: false; readonly message: string } => {
  try {
    // A `Map` or a `Headers` instance has no own properties, so nothing would be sent.
    return isRecord(given)
      ? { ok: true, value: mergeHeaders(given as Headers) }
      : { ok: false, message: "must be an object of header names and values" }
  } catch {
    return { ok: false, message: "must be an object that can be read" }
  }
}
