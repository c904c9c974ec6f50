/**
 * Responses in the API's format.
 */
import type { FakeResponse } from "./types.js"

export const json = (
  status: number,
  body: unknown,
  headers?: Readonly<Record<string, string>>
): FakeResponse.Complete => ({
  _tag: "Complete",
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body)
})

/** The error body: `{ error: { code, message, metadata? } }`. */
export const error = (
  status: number,
  message: string,
  options?: { readonly headers?: Readonly<Record<string, string>>; readonly metadata?: Record<string, unknown> }
): FakeResponse.Complete =>
  json(
    status,
    { error: { code: status, message, ...(options?.metadata && { metadata: options.metadata }) } },
    options?.headers
  )

const messages: Readonly<Record<number, string>> = {
  400: "Invalid request parameters",
  401: "Missing Authentication header",
  403: "Only management keys can perform this operation",
  404: "Resource not found",
  405: "Method not allowed",
  408: "Request timed out",
  409: "Conflict",
  429: "Rate limit exceeded",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout"
}

/** The default error body of a status. */
export const standardError = (
  status: number,
  headers?: Readonly<Record<string, string>>
): FakeResponse.Complete => error(status, messages[status] ?? `Status ${status}`, headers && { headers })
