/**
 * The errors of all calls. Each is an `Error` whose `_tag` is the name of its class.
 *
 * `outcome` says whether the change was made. `isRetryable` says whether the same call is safe to repeat and may
 * succeed. No error shows the bearer token or a created key when it is printed, copied or serialized.
 *
 * @module
 */
import { describeFailedCall, safeToRepeat } from "./internal/errorDefaults.js"
import type { InputIssue, OperationName } from "./Operation.js"

/** A JSON value. */
export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [name: string]: Json }

/**
 * Whether the change was made by any attempt of the call:
 *
 * - `NotSent`: no request was sent, so nothing changed;
 * - `Rejected`: the service rejected every request, so nothing changed;
 * - `Unknown`: a request may have been processed. After a failed `create`, look at `list` before creating again.
 */
export type Outcome = "NotSent" | "Rejected" | "Unknown"

/** Fields of every error. */
export interface ErrorFields {
  /** What happened, in one sentence; safe to log and to show. */
  readonly message: string
  /** The operation that failed. */
  readonly operation: OperationName
  /** Whether the change was made. */
  readonly outcome: Outcome
  /** Whether the same call is safe to repeat and may succeed. */
  readonly isRetryable: boolean
  /** Number of attempts, including the first; 0 if the call failed before the first. */
  readonly attempts: number
}

/** Fields of errors built from an HTTP response. */
export interface StatusErrorFields extends ErrorFields {
  /** HTTP status. */
  readonly statusCode: number
  /** Response headers, names in lower case, secrets redacted. */
  readonly headers: Readonly<Record<string, string>>
  /** Text of the body as far as it was read, at most 64 KiB, secrets redacted. */
  readonly body: string
  /** `error.code` of the body; `null` if it has none. */
  readonly code: number | string | null
  /** `error.metadata` of the body, secrets redacted; `null` if it has none. Deep or long values are shortened. */
  readonly metadata: { readonly [name: string]: Json } | null
  /** How long the service asks to wait, in milliseconds; `null` if it does not say. */
  readonly retryAfterMs: number | null
}

/** Constructor options: the operation, and any other fields that differ from the defaults of the class. */
export type ErrorInit<Fields extends ErrorFields> =
  & { readonly operation: OperationName }
  & { readonly [Name in Exclude<keyof Fields, "operation">]?: Fields[Name] | undefined }

/** Additional constructor options of errors that may hold a created key. */
export interface CreatedKeyInit {
  /** The key that a `create` issued; only `revealCreatedKey()` returns it. */
  readonly createdKey?: string | null | undefined
}

// =====================================================================================================================
// Base classes
// =====================================================================================================================

/** Marks errors of this library, including errors of another copy of it. */
const TypeId: unique symbol = Symbol.for("@openrouter-keys/OpenRouterError")

const own = (value: object, name: PropertyKey): boolean => Object.prototype.hasOwnProperty.call(value, name)

const isMarked = (u: unknown): u is { readonly _tag: unknown } => typeof u === "object" && u !== null && TypeId in u

abstract class BaseError<Tag extends string> extends Error implements ErrorFields {
  /** Name of the class. */
  declare readonly _tag: Tag
  declare readonly operation: OperationName
  declare readonly outcome: Outcome
  declare readonly isRetryable: boolean
  declare readonly attempts: number

  protected constructor(tag: Tag, init: ErrorInit<ErrorFields>, defaults: ErrorDefaults) {
    const { attempts = 1, operation, outcome = defaults.outcome } = init
    super(init.message ?? describeFailedCall({ operation, outcome, attempts, message: defaults.message }))
    Object.defineProperty(this, "name", { value: tag, writable: true, configurable: true })
    assign<BaseError<string>>(this, {
      _tag: tag,
      operation,
      outcome,
      isRetryable: init.isRetryable ?? safeToRepeat(operation, outcome, defaults.isTransient),
      attempts
    })
  }

  /** The error itself, even behind a proxy: Effect wraps failures in proxies to note their span. */
  get [TypeId](): this {
    return this
  }

  /** Compares tags, so that `instanceof` works across copies of this library. Subclasses are compared as usual. */
  static override [Symbol.hasInstance](this: { readonly _tag?: string }, u: unknown): boolean {
    return own(this, "_tag")
      ? isMarked(u) && u._tag === this._tag
      : Function.prototype[Symbol.hasInstance].call(this as never, u)
  }

  /** Every field but a created key. */
  toJSON(): Record<string, unknown> {
    const { message, name } = this
    return { ...(this as object), name, message }
  }
}

interface ErrorDefaults {
  readonly message: string
  readonly outcome: Outcome
  /** Whether the same request may succeed later. */
  readonly isTransient: boolean
}

const assign = <Target extends object>(error: Target, fields: Partial<Target>): void => {
  Object.assign(error, fields)
}

abstract class StatusError<Tag extends string> extends BaseError<Tag> implements StatusErrorFields {
  declare readonly statusCode: number
  declare readonly headers: Readonly<Record<string, string>>
  declare readonly body: string
  declare readonly code: number | string | null
  declare readonly metadata: { readonly [name: string]: Json } | null
  declare readonly retryAfterMs: number | null

  protected constructor(
    tag: Tag,
    init: ErrorInit<StatusErrorFields>,
    { status, ...defaults }: ErrorDefaults & { readonly status: number }
  ) {
    const { statusCode = status } = init
    super(tag, init, { ...defaults, message: `${defaults.message} (HTTP ${statusCode})` })
    assign<StatusError<string>>(this, {
      statusCode,
      headers: init.headers ?? {},
      body: init.body ?? "",
      code: init.code ?? null,
      metadata: init.metadata ?? null,
      retryAfterMs: init.retryAfterMs ?? null
    })
  }
}

/** Keys are kept outside the errors, so that inspecting an error does not show one. */
const createdKeys = /* @__PURE__ */ new WeakMap<object, string>()

abstract class CreatedKeyError<Tag extends string> extends StatusError<Tag> {
  protected constructor(
    tag: Tag,
    init: ErrorInit<StatusErrorFields> & CreatedKeyInit,
    defaults: ErrorDefaults & { readonly status: number }
  ) {
    super(tag, init, defaults)
    if (typeof init.createdKey === "string") createdKeys.set(this, init.createdKey)
  }

  /**
   * The secret that `create` issued, if the response contained one; otherwise `null`. It cannot be retrieved later. No
   * other field shows it.
   */
  revealCreatedKey(): string | null {
    return createdKeys.get(this[TypeId]) ?? null
  }
}

// =====================================================================================================================
// Errors without a response
// =====================================================================================================================

/**
 * The request could not be built: wrong input, a header or server URL that is not allowed, no API key, or the API key
 * provider failed. Nothing was sent.
 *
 * Fix the fields listed in `issues`; if it is empty, see `message`.
 */
export class InvalidRequest extends BaseError<"InvalidRequest"> {
  static readonly _tag = "InvalidRequest"
  /** What is wrong with the input, field by field; empty if the cause is not the input. */
  declare readonly issues: ReadonlyArray<InputIssue>

  constructor(init: ErrorInit<ErrorFields & { readonly issues: ReadonlyArray<InputIssue> }>) {
    super("InvalidRequest", { ...init, attempts: init.attempts ?? 0 }, {
      message: "the request is invalid",
      outcome: "NotSent",
      isTransient: false
    })
    assign<InvalidRequest>(this, { issues: init.issues ?? [] })
  }
}

/**
 * No usable response: the connection was refused, reset or not secure, the host was not found, the response body was
 * cut short, or the HTTP client failed. `outcome` is `NotSent` if no connection was made, otherwise
 * `Unknown`.
 *
 * Check the server URL and the network, and repeat the call if `isRetryable`. After a `create` with outcome `Unknown`,
 * check `list` first.
 */
export class ConnectionError extends BaseError<"ConnectionError"> {
  static readonly _tag = "ConnectionError"
  /** The platform's code, such as `ECONNREFUSED`; `null` if it gives none, as in browsers. */
  declare readonly code: string | null
  /** The HTTP client's message, secrets redacted, at most 300 characters; `null` if it gave none. */
  declare readonly reason: string | null
  /** A copy of the original error with its name, message, code and stack, secrets redacted. */
  declare readonly cause?: Error

  constructor(
    init: ErrorInit<ErrorFields & { readonly code: string | null; readonly reason: string | null }> & {
      /** Becomes `cause`; must hold no secret. */
      readonly cause?: Error | undefined
    }
  ) {
    super("ConnectionError", init, { message: "the connection was lost", outcome: "Unknown", isTransient: true })
    assign<ConnectionError>(this, { code: init.code ?? null, reason: init.reason ?? null })
    // Not enumerable, as in the language.
    if (init.cause !== undefined) {
      Object.defineProperty(this, "cause", { value: init.cause, writable: true, configurable: true })
    }
  }
}

/**
 * The response, body included, did not arrive within `timeoutMs`.
 *
 * Repeat the call, with a longer timeout if responses are slow. After a `create` with outcome `Unknown`, check `list`
 * first.
 */
export class RequestTimeout extends BaseError<"RequestTimeout"> {
  static readonly _tag = "RequestTimeout"
  /** Timeout of the last attempt, in milliseconds. */
  declare readonly timeoutMs: number

  constructor(init: ErrorInit<ErrorFields & { readonly timeoutMs: number }>) {
    super("RequestTimeout", init, { message: "no response in time", outcome: "Unknown", isTransient: true })
    assign<RequestTimeout>(this, { timeoutMs: init.timeoutMs ?? 30_000 })
  }
}

// =====================================================================================================================
// Errors with a response
// =====================================================================================================================

const rejected = (status: number, message: string, isTransient = false) =>
  ({ status, message, outcome: "Rejected", isTransient }) as const

/**
 * 400: the service rejected the request.
 *
 * Fix what `message` says. The same request will be rejected again.
 */
export class BadRequest extends StatusError<"BadRequest"> {
  static readonly _tag = "BadRequest"
  constructor(init: ErrorInit<StatusErrorFields>) {
    super("BadRequest", init, rejected(400, "the service rejected the request"))
  }
}

/**
 * 401: the bearer token is missing, unknown, disabled or expired.
 *
 * Use a valid key. The same key will be rejected again.
 */
export class Unauthorized extends StatusError<"Unauthorized"> {
  static readonly _tag = "Unauthorized"
  constructor(init: ErrorInit<StatusErrorFields>) {
    super("Unauthorized", init, rejected(401, "the service did not accept the API key"))
  }
}

/**
 * 403: the bearer token is valid but not permitted. All operations but `getCurrentKeyMetadata` require a management key.
 *
 * Use a management key. `getCurrentKeyMetadata` says whether a key is one.
 */
export class Forbidden extends StatusError<"Forbidden"> {
  static readonly _tag = "Forbidden"
  constructor(init: ErrorInit<StatusErrorFields>) {
    super("Forbidden", init, rejected(403, "the API key is not permitted to do this"))
  }
}

/**
 * 404: no key has this hash.
 *
 * Take the hash from `list`. If it was valid before, the key has been deleted.
 */
export class NotFound extends StatusError<"NotFound"> {
  static readonly _tag = "NotFound"
  constructor(init: ErrorInit<StatusErrorFields>) {
    super("NotFound", init, rejected(404, "no key has this hash"))
  }
}

/**
 * 409: the change conflicts with the key's state, such as a move to a workspace that does not accept it.
 *
 * Read the key again before you decide. The same request will be rejected again.
 */
export class Conflict extends StatusError<"Conflict"> {
  static readonly _tag = "Conflict"
  constructor(init: ErrorInit<StatusErrorFields>) {
    super("Conflict", init, rejected(409, "the change conflicts with the key's state"))
  }
}

/**
 * 429: too many requests. `retryAfterMs` says how long to wait, if the service does.
 *
 * Wait `retryAfterMs`, or a minute if it is `null`, and repeat the call. Make fewer calls at once.
 */
export class TooManyRequests extends StatusError<"TooManyRequests"> {
  static readonly _tag = "TooManyRequests"
  constructor(init: ErrorInit<StatusErrorFields>) {
    super("TooManyRequests", init, rejected(429, "too many requests", true))
  }
}

/**
 * 500: the service failed; a change may have been made.
 *
 * Repeat the call later. After a `create`, check `list` first.
 */
export class InternalServerError extends StatusError<"InternalServerError"> {
  static readonly _tag = "InternalServerError"
  constructor(init: ErrorInit<StatusErrorFields>) {
    super("InternalServerError", init, {
      status: 500,
      message: "the service failed",
      outcome: "Unknown",
      isTransient: true
    })
  }
}

/**
 * Any other status that is not a success of the operation, including redirects, which are not followed.
 *
 * After a redirect, fix the server URL. After a 5XX, see `outcome` and `isRetryable`. After a `create`, check whether
 * `revealCreatedKey()` returns a key.
 */
export class UnexpectedStatus extends CreatedKeyError<"UnexpectedStatus"> {
  static readonly _tag = "UnexpectedStatus"
  constructor(init: ErrorInit<StatusErrorFields> & CreatedKeyInit) {
    const isServerError = (init.statusCode ?? 502) >= 500
    super("UnexpectedStatus", init, {
      status: 502,
      message: isServerError ? "the service failed" : "the service returned an unexpected status",
      outcome: "Unknown",
      isTransient: isServerError
    })
  }
}

/**
 * A success status with a body that does not match the contract.
 *
 * The change was applied. After a `create`, take the secret from `revealCreatedKey()` or check `list`. Reads may be
 * repeated. If the error persists, the server URL is not that of the API.
 */
export class InvalidResponse extends CreatedKeyError<"InvalidResponse"> {
  static readonly _tag = "InvalidResponse"
  constructor(init: ErrorInit<StatusErrorFields> & CreatedKeyInit) {
    super("InvalidResponse", init, {
      status: init.operation === "create" ? 201 : 200,
      message: "the response does not match the contract",
      outcome: "Unknown",
      isTransient: false
    })
  }
}

// =====================================================================================================================
// Unions
// =====================================================================================================================

/** Errors that every operation can fail with. */
export type CommonError =
  | InvalidRequest
  | ConnectionError
  | RequestTimeout
  | Unauthorized
  | Forbidden
  | TooManyRequests
  | InternalServerError
  | UnexpectedStatus
  | InvalidResponse

/** Every error of this library. */
export type OpenRouterError = CommonError | BadRequest | NotFound | Conflict

/** Whether `u` is an error of this library, or of another copy of it. */
export const isOpenRouterError = (u: unknown): u is OpenRouterError => isMarked(u)

/** Errors of `list`. */
export type ListError = CommonError | BadRequest

/** Errors of `create`. */
export type CreateError = CommonError | BadRequest

/** Errors of `get`. */
export type GetError = CommonError | NotFound

/** Errors of `update`. */
export type UpdateError = CommonError | BadRequest | NotFound | Conflict

/** Errors of `delete`. */
export type DeleteError = CommonError | NotFound

/** Errors of `getCurrentKeyMetadata`. */
export type GetCurrentKeyMetadataError =
  | InvalidRequest
  | ConnectionError
  | RequestTimeout
  | Unauthorized
  | Forbidden
  | TooManyRequests
  | InternalServerError
  | UnexpectedStatus
  | InvalidResponse
