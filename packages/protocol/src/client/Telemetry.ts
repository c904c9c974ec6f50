/**
 * Attributes of spans, metrics and logs. None contains a secret.
 *
 * @module
 */
import { type Endpoint, requestURL } from "../Endpoint.js"
import type { Failure } from "../Failure.js"
import type { WireRequest } from "../Operation.js"
import { redact } from "../Redaction.js"

/** Attributes of a span, an event or a log line. */
export type Attributes = Readonly<Record<string, string | number>>

/** The name of a failure in spans and logs, with low cardinality (OpenTelemetry: `error.type`). */
export const failureType = (failure: Failure): string =>
  failure._tag === "Status" ? String(failure.response.status) : failure._tag

/** URLs that hold no secret. Most programs call a few again and again, and searching one takes 3 to 10 µs. */
const clean = new Set<string>()

const maxClean = 100

const redactURL = (url: string): string => {
  if (clean.has(url)) return url
  const redacted = redact(url, [])
  if (redacted === url) {
    if (clean.size >= maxClean) clean.clear()
    clean.add(url)
  }
  return redacted
}

/** OpenTelemetry's HTTP client attributes of a request. */
export const requestAttributes = (request: WireRequest, endpoint: Endpoint): Attributes => ({
  "http.request.method": request.method,
  "server.address": endpoint.address,
  "server.port": endpoint.port,
  "url.full": redactURL(requestURL(endpoint, request)),
  "url.template": request.template
})

/** Attributes of an attempt. `attempts` counts from 1. */
export const attemptAttributes = (attempts: number): Attributes => ({
  "openrouter.attempts": attempts,
  ...(attempts > 1 ? { "http.request.resend_count": attempts - 1 } : {})
})

/** Attributes of a response. */
export const responseAttributes = (status: number): Attributes => ({ "http.response.status_code": status })

/** Attributes of a retry after `delayMs` milliseconds. */
export const retryAttributes = (failure: Failure, delayMs: number): Attributes => ({
  "error.type": failureType(failure),
  "retry.delay_ms": delayMs
})

/**
 * Copies the name, message and stack of an error for tracers. They would use its `code` as error type, but here that is
 * the service's code.
 */
export const recordable = (error: Error): Error => {
  const { message, name } = error
  // Formatting a stack is slow, so it happens only when it is read.
  return Object.defineProperties(new Error(message), { name: { value: name }, stack: { get: () => error.stack } })
}

/** The metrics. Their tags are `operation` and, for calls, `outcome`. */
export const metrics = {
  calls: {
    name: "openrouter_keys_calls",
    description: "Calls by operation and outcome (Success, NotSent, Rejected, Unknown, Interrupted)"
  },
  duration: {
    name: "openrouter_keys_call_duration",
    description: "Milliseconds from the start of a call to its end, retries included, by operation",
    boundaries: [10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000]
  },
  retries: {
    name: "openrouter_keys_retries",
    description: "Requests that were retried, by operation"
  },
  retryWait: {
    name: "openrouter_keys_retry_wait",
    description: "Milliseconds spent waiting between attempts, by operation"
  }
} as const
