/** What may travel in a header. */

const fieldName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// Visible characters of Latin-1, space and tab: what fetch accepts, and nothing that could start another header.
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/
const bearerToken = /^[\x21-\x7e]+$/

/** Why a header cannot be sent, without repeating its value. */
export const headerProblem = (name: string, value: unknown): string | undefined => {
  if (!fieldName.test(name)) return `a header's name holds characters that cannot be sent: ${JSON.stringify(name)}`
  if (typeof value !== "string") return `the header "${name}" must be a string`
  return fieldValue.test(value) ? undefined : `the header "${name}" holds characters that cannot be sent`
}

/** Why a string cannot be a bearer token, without repeating it. */
export const bearerProblem = (token: string): string | undefined => {
  if (token === "") return "the API key is empty"
  return bearerToken.test(token) ? undefined : "the API key holds white space or other characters that cannot be sent"
}
