/** What may travel in a header. */

const fieldName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// Visible characters of Latin-1, space and tab: what fetch accepts, and nothing that could start another header.
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/
const bearerToken = /^[\x21-\x7e]+$/

/** What frames a message is the HTTP client's to say; said otherwise, a request breaks or hangs. */
const framing = new Set([
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

/** Headers whose values are secrets. */
const secretHeaders = new Set(["authorization", "cookie", "proxy-authorization", "x-api-key"])

/** The secrets in headers, with and without a scheme such as `Bearer` in front. */
export const secretsIn = (headers: { readonly [name: string]: string }): ReadonlyArray<string> =>
  Object.entries(headers)
    .filter(([name]) => secretHeaders.has(name))
    .flatMap(([, value]) => [value, value.replace(/^\S+ +/, "")])

/** Why a header cannot be sent, without repeating its value. */
export const headerProblem = (name: string, value: unknown): string | undefined => {
  if (!fieldName.test(name)) return `a header's name holds characters that cannot be sent: ${JSON.stringify(name)}`
  if (framing.has(name.toLowerCase())) return `the header "${name}" is the HTTP client's to say`
  if (typeof value !== "string") return `the header "${name}" must be a string`
  return fieldValue.test(value) ? undefined : `the header "${name}" holds characters that cannot be sent`
}

/** Why a string cannot be a bearer token, without repeating it. */
export const bearerProblem = (token: string): string | undefined => {
  if (token === "") return "the API key is empty"
  return bearerToken.test(token) ? undefined : "the API key holds white space or other characters that cannot be sent"
}
