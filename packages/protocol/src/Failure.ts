/**
 * Failures of single attempts as plain data, and the error that a call fails with.
 *
 * @module
 */
import { connectionFacts } from "./internal/connection.js"
import { scanCreatedKey } from "./internal/createdKey.js"
import { describeFailedCall, safeToRepeat } from "./internal/errorDefaults.js"
import { reasonOf, safeCause } from "./internal/safeCause.js"
import { limitText, statusFields } from "./internal/statusFields.js"
import * as OpenRouterError from "./OpenRouterError.js"
import type { InputIssue, OperationName, OperationSpec } from "./Operation.js"
import { makeRedactor, redact } from "./Redaction.js"
import { retryAfterMs } from "./RetryAfter.js"

/** A response, with its body as far as it was read. */
export interface HttpResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** The request could not be built. */
export interface InputFailure {
  readonly _tag: "Input"
  readonly message: string
  readonly issues: ReadonlyArray<InputIssue>
}

/** No response, or a success that ended early. */
export interface ConnectionFailure {
  readonly _tag: "Connection"
  /** This library's message, without secrets. */
  readonly message: string
  /** The platform's code, such as `ECONNREFUSED`. */
  readonly code: string | null
  /** The HTTP client's message, redacted. */
  readonly reason: string | null
  /** A redacted copy of the HTTP client's error. */
  readonly cause?: Error | undefined
  /** Whether the request may have been sent. */
  readonly sent: boolean
  /** `false` if the caller's own function failed or the request can never be sent. Not retried. */
  readonly isNetwork: boolean
}

/** No complete response in time. */
export interface TimeoutFailure {
  readonly _tag: "Timeout"
  readonly timeoutMs: number
  /** Whether the request may have been sent. */
  readonly sent: boolean
}

/** A status that is not the operation's success. */
export interface StatusFailure {
  readonly _tag: "Status"
  readonly response: HttpResponse
  readonly retryAfterMs: number | null
}

/** A success status with an invalid body. */
export interface BodyFailure {
  readonly _tag: "Body"
  readonly response: HttpResponse
  readonly retryAfterMs: null
  /** Why, without secrets. */
  readonly message: string
}

/** Why one attempt failed. */
export type Failure = InputFailure | ConnectionFailure | TimeoutFailure | StatusFailure | BodyFailure

// =====================================================================================================================
// From an HTTP client's error to a failure
// =====================================================================================================================

/** Context for classifying an HTTP client's error. */
export interface ConnectionContext {
  /** Whether a response had started. */
  readonly headSeen: boolean
  /** Whether the client threw instead of returning a promise. */
  readonly threwSynchronously?: boolean | undefined
  readonly secrets: ReadonlyArray<string>
}

/** Classifies the error of an HTTP client. Does not keep it, because it may contain the request. */
export const toConnectionFailure = (error: unknown, context: ConnectionContext): ConnectionFailure => {
  const { code, errors, failedBeforeSend, isNetwork } = connectionFacts(error, context.headSeen)
  const redactText = makeRedactor(context.secrets)
  const sent = context.headSeen || !(failedBeforeSend || (context.threwSynchronously === true && !isNetwork))
  const reason = reasonOf(errors, redactText)
  const safeCode = code === null ? null : limitText(redactText(code), 100)
  const detail = safeCode === null ? (reason === null ? "" : `: ${reason}`) : ` (${safeCode})`
  return {
    _tag: "Connection",
    message: limitText(`${connectionMessage(sent, isNetwork, context.headSeen)}${detail}`, maxMessage),
    code: safeCode,
    reason,
    cause: safeCause(errors, redactText),
    sent,
    isNetwork
  }
}

const connectionMessage = (sent: boolean, isNetwork: boolean, headSeen: boolean): string => {
  if (!sent) return isNetwork ? "could not connect" : "the request could not be sent"
  if (!isNetwork) return "the HTTP client failed"
  return headSeen ? "the response was cut short" : "the connection was lost"
}

// =====================================================================================================================
// From a response to a value or a failure
// =====================================================================================================================

/** Maximum body length in characters, so that an endless response does not fill the memory. */
export const maxSuccessBody: number = 16 * 1024 * 1024
/** The same for an error response. */
export const maxErrorBody: number = 64 * 1024
/** A body whose `content-length` is at most this is read at once instead of in chunks. */
export const maxBufferedBody: number = 1024 * 1024

/** How a response was read. */
export interface ResponseContext {
  /** When the response arrived, in milliseconds since the epoch. HTTP dates are relative to it. */
  readonly receivedAt: number
  /** Why the body ended early, if it did. */
  readonly cut?: Failure | undefined
  /** Whether reading stopped because the body was too long. */
  readonly tooLong?: boolean | undefined
  readonly secrets: ReadonlyArray<string>
}

/** A decoded value, or a failure. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure }

/**
 * Converts a response to a value or a failure. An error status is reported even if its body is truncated. A truncated
 * success is a failure, but a created key in it is kept.
 */
export const toResult = <Request, Response, Error>(
  spec: OperationSpec<Request, Response, Error>,
  response: HttpResponse,
  { cut, receivedAt, secrets, tooLong }: ResponseContext
): Result<Response> => {
  const { status, text } = response
  if (!spec.isSuccess(status)) {
    const asked = retryAfterMs(response.headers, text, receivedAt, status)
    return { ok: false, failure: { _tag: "Status", response, retryAfterMs: asked } }
  }
  const unusable = (message: string): Result<Response> => ({
    ok: false,
    failure: { _tag: "Body", response, retryAfterMs: null, message }
  })
  if (tooLong === true || text.length > maxSuccessBody) return unusable("the response body is too long")
  if (cut !== undefined) {
    const isCreated = mayHoldKey(spec.name, status) && scanCreatedKey(text, secrets).key !== null
    return isCreated ? unusable("the response body was cut short") : { ok: false, failure: cut }
  }
  const decoded = spec.decode(status, text)
  return decoded.ok
    ? decoded
    : unusable(`the response does not match the contract: ${limitText(redact(decoded.message, secrets), maxMessage)}`)
}

/** Whether a response may contain a created key. Error responses never do. */
const mayHoldKey = (operation: OperationName, status: number): boolean =>
  operation === "create" && status >= 200 && status < 300

// =====================================================================================================================
// From a failure to the error of the call
// =====================================================================================================================

/** Facts about the call as a whole. */
export interface CallContext {
  readonly operation: OperationName
  /** Statuses with their own error class in this operation, in addition to the common ones. */
  readonly statuses: ReadonlyArray<number>
  readonly attempts: number
  readonly outcome: OpenRouterError.Outcome
  /** Whether the last failure is transient. A `create` that may have been processed is not retryable. */
  readonly isRetryable: boolean
  /** Values to redact: the bearer token, and secrets in the request and its headers. */
  readonly secrets: ReadonlyArray<string>
}

const maxMessage = 300

/** The error that a call fails with. */
export const toError = (failure: Failure, context: CallContext): OpenRouterError.OpenRouterError => {
  const fields = (message: string, isCreated = false) => {
    const { attempts, operation, outcome } = context
    const full = describeFailedCall({ operation, outcome, attempts, message, isCreated })
    const isRetryable = safeToRepeat(operation, outcome, context.isRetryable)
    return { message: full, operation, outcome, isRetryable, attempts }
  }
  switch (failure._tag) {
    case "Input":
      // The provider's message may contain other secrets of the call.
      return new OpenRouterError.InvalidRequest({
        ...fields(redact(failure.message, context.secrets)),
        issues: failure.issues
      })
    case "Connection": {
      const { cause, code, message, reason } = failure
      return new OpenRouterError.ConnectionError({ ...fields(message), code, reason, cause })
    }
    case "Timeout": {
      const { timeoutMs } = failure
      return new OpenRouterError.RequestTimeout({ ...fields(`no response within ${duration(timeoutMs)}`), timeoutMs })
    }
    case "Status":
    case "Body":
      return responseError(failure, context, fields)
  }
}

const responseError = (
  failure: StatusFailure | BodyFailure,
  { operation, secrets, statuses }: CallContext,
  fields: (message: string, isCreated: boolean) => OpenRouterError.ErrorFields
): OpenRouterError.OpenRouterError => {
  const { response } = failure
  const { status, text } = response
  const scan = mayHoldKey(operation, status) ? scanCreatedKey(text, secrets) : { key: null, values: [] }
  const allSecrets = scan.key === null ? secrets : [...secrets, scan.key]
  const { words, ...ofResponse } = statusFields(response, scan.values, allSecrets)
  const isBody = failure._tag === "Body"
  // The message may quote the service, which may repeat the created key.
  const message = isBody ? redact(failure.message, allSecrets) : `${words ?? defaultMessage(status)} (HTTP ${status})`
  const all = {
    ...fields(message, scan.key !== null),
    ...ofResponse,
    retryAfterMs: failure.retryAfterMs,
    createdKey: scan.key
  }
  if (isBody) return new OpenRouterError.InvalidResponse(all)
  const StatusClass = commonErrors[status] ?? (statuses.includes(status) ? ownErrors[status] : undefined)
  return StatusClass === undefined ? new OpenRouterError.UnexpectedStatus(all) : new StatusClass(all)
}

type StatusClass = new(
  init: OpenRouterError.ErrorInit<OpenRouterError.StatusErrorFields>
) => OpenRouterError.OpenRouterError

const commonErrors: { readonly [status: number]: StatusClass } = {
  401: OpenRouterError.Unauthorized,
  403: OpenRouterError.Forbidden,
  429: OpenRouterError.TooManyRequests,
  500: OpenRouterError.InternalServerError
}

/** Error classes of operations that list the status in their spec. */
const ownErrors: { readonly [status: number]: StatusClass } = {
  400: OpenRouterError.BadRequest,
  404: OpenRouterError.NotFound,
  409: OpenRouterError.Conflict
}

const defaultMessage = (status: number): string => {
  if (status >= 500) return "the service failed"
  if (status >= 400) return "the service rejected the request"
  return status >= 300 || status === 0
    ? "the service redirected; redirects are not followed"
    : "the service returned an unexpected status"
}

const duration = (ms: number): string => ms >= 1000 ? `${Math.round(ms / 10) / 100} s` : `${Math.ceil(ms)} ms`

/** The error for invalid input. Nothing was attempted. */
export const invalidInput = (
  operation: OperationName,
  issues: ReadonlyArray<InputIssue>
): OpenRouterError.InvalidRequest => {
  const message = issues.map(({ message, path }) => `${path || "the request"} ${message}`).join("; ")
  return new OpenRouterError.InvalidRequest({
    message: describeFailedCall({ operation, outcome: "NotSent", attempts: 0, message }),
    operation,
    issues
  })
}
