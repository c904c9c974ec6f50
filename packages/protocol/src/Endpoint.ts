/**
 * Where requests go.
 *
 * @module
 */
import { headerProblem, secretsIn } from "./Header.js"
import type { WireRequest } from "./Operation.js"
import { redact, REDACTED } from "./Redaction.js"

/** A server URL and common headers, validated once. */
export interface Endpoint {
  /** The server URL without a trailing slash. */
  readonly base: string
  /** Host name or IP address. */
  readonly address: string
  readonly port: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Secret header values, redacted from errors and logs. */
  readonly secrets: ReadonlyArray<string>
}

/** An endpoint, or what is wrong with the server URL or a header. */
export type EndpointResult =
  | { readonly ok: true; readonly value: Endpoint }
  | { readonly ok: false; readonly message: string }

/** The server URL of the service. */
export const defaultServerURL = "https://openrouter.ai/api/v1"

const failed = (message: string): EndpointResult => ({ ok: false, message })

const parseURL = (text: string): URL | undefined => {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** An invalid URL may be a misspelt one, so text before an `@` may be a password. */
const shown = (text: string): string =>
  redact(text.slice(0, 200)).replace(/^[^]*@/, (start) => start.endsWith(`${REDACTED}@`) ? start : `${REDACTED}@`)

const withoutTrailingSlashes = (text: string): string => {
  let end = text.length
  while (text[end - 1] === "/") end--
  return text.slice(0, end)
}

/**
 * Validates a server URL (http or https; no user, password, query or fragment) and headers (names in lower case).
 * `labels` are the options that set a header; messages name the option instead of the header.
 */
export const endpoint = (
  serverURL: unknown,
  headers: Readonly<Record<string, string>> = {},
  labels: Readonly<Record<string, string>> = {}
): EndpointResult => {
  if (typeof serverURL !== "string") return failed("the server URL must be a string")
  const url = parseURL(serverURL)
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    return failed(`the server URL must be an http or https URL, not ${JSON.stringify(shown(serverURL))}`)
  }
  if (url.username !== "" || url.password !== "" || /[?#]/.test(url.href)) {
    return failed("the server URL must have no user, password, query or fragment")
  }
  for (const [name, value] of Object.entries(headers)) {
    const label = Object.prototype.hasOwnProperty.call(labels, name) ? labels[name] : undefined
    const problem = headerProblem(name, value, label)
    if (problem !== undefined) return failed(problem)
  }
  const port = Number(url.port) || (url.protocol === "http:" ? 80 : 443)
  return {
    ok: true,
    value: { base: withoutTrailingSlashes(url.href), address: url.hostname, port, headers, secrets: secretsIn(headers) }
  }
}

/** URL of a request. */
export const requestURL = (
  { base }: Pick<Endpoint, "base">,
  { path, query }: Pick<WireRequest, "path" | "query">
): string => {
  const parameters = Object.entries(query).map(([name, value]) =>
    `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
  )
  return parameters.length === 0 ? base + path : `${base}${path}?${parameters.join("&")}`
}

/** Ports that fetch does not connect to (https://fetch.spec.whatwg.org/#port-blocking). */
const blockedPorts: ReadonlySet<number> = new Set(
  ("0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 " +
    "135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 " +
    "995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080")
    .split(" ").map(Number)
)

/** Whether fetch blocks a port. */
export const isBlockedPort = (port: number): boolean => blockedPorts.has(port)
