/**
 * Everything that can go wrong with a call, as tagged error classes: the tag is the class name, each is an `Error`.
 *
 * After a failure the question that matters is whether the change happened. `outcome` answers it on every error, and
 * `isRetryable` says whether making the same call again is safe and may succeed. No error ever shows the bearer token
 * or a created key, in whichever way it is printed.
 *
 * @module
 */
import type * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import type * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Redacted from "effect/Redacted"

/** A JSON value. */
export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [name: string]: Json }

/** The operations, by the names of their methods. */
export type OperationName = "list" | "create" | "get" | "update" | "delete" | "getCurrentKeyMetadata"

/**
 * What is known of the call as a whole, all its attempts together:
 *
 * - `NotSent`: no request left this machine, so nothing happened;
 * - `Rejected`: the service refused every request, so nothing happened;
 * - `Unknown`: a request may have been carried out. After a failed `create`, look at `list` before creating again.
 */
export type Outcome = "NotSent" | "Rejected" | "Unknown"

/** What every error says. */
export interface Fields {
  /** What happened, in one sentence; safe to log and to show. */
  readonly message: string
  /** The operation that failed. */
  readonly operation: OperationName
  /** Whether the change happened. */
  readonly outcome: Outcome
  /** Whether making the same call again is safe and may succeed. */
  readonly isRetryable: boolean
  /** How many requests were attempted, the first included. */
  readonly attempts: number
}

/** What errors say that come of an answer. */
export interface StatusFields extends Fields {
  /** HTTP status. */
  readonly statusCode: number
  /** Response headers, names in lower case. */
  readonly headers: { readonly [name: string]: string }
  /** The body's text, as far as it was read (at most 64 KiB), secrets masked. */
  readonly body: string
  /** `error.code` of the body; `null` where the body has another form. */
  readonly code: number | string | null
  /** `error.metadata` of the body; `null` where it has none. */
  readonly metadata: { readonly [name: string]: Json } | null
  /** How long the service asks to wait (`retry-after-ms`, or `Retry-After` in seconds or as a date). */
  readonly retryAfter: Option.Option<Duration.Duration>
}

/** One thing that is wrong with a request. */
export interface InputIssue {
  /** Where, as in `requestBody.limit`; empty for the request as a whole. */
  readonly path: string
  /** What is wrong there. */
  readonly message: string
}

/** Marks this library's errors, also across copies of the package. */
export const TypeId: unique symbol = Symbol.for("@openrouter-keys/core/OpenRouterError")

/** The type of {@link TypeId}. */
export type TypeId = typeof TypeId

/** What the error classes share. */
export interface Tagged<Tag extends string> extends Cause.YieldableError {
  /** Marks it as an error of this library. */
  readonly [TypeId]: TypeId
  /** Name of the class: what tells the errors apart. */
  readonly _tag: Tag
  /** The same, as every `Error` has it. */
  readonly name: Tag
}

const tagged = <Tag extends string>(tag: Tag) => <F extends Fields>(): new(fields: F) => Tagged<Tag> & F => {
  const Base = Data.TaggedError(tag)
  Object.defineProperty(Base.prototype, TypeId, { value: TypeId })
  return Base as never
}

/**
 * The request could not be built: wrong input, a header or address that cannot be sent, or the provider of the API
 * key failed. Nothing was sent.
 *
 * What to do: mend the fields that `issues` name, or, where it is empty, what `message` tells of.
 */
export class InvalidRequest extends tagged("InvalidRequest")<
  Fields & {
    /** What is wrong with the input, field by field; empty where the cause lies elsewhere. */
    readonly issues: ReadonlyArray<InputIssue>
  }
>() {}

/**
 * No usable answer came: the connection was refused, reset, not secured, its host not found, or the body was cut.
 * `outcome` is `NotSent` where the connection was never made, and `Unknown` otherwise.
 *
 * What to do: check address and network, and repeat the call; but after a `create` whose `outcome` is `Unknown`, look in
 * `list` first.
 */
export class ConnectionError extends tagged("ConnectionError")<
  Fields & {
    /** The platform's name for it, as `ECONNREFUSED`; `null` where it has none, as in browsers. */
    readonly code: string | null
  }
>() {}

/**
 * The answer, body included, was not there within `timeout`.
 *
 * What to do: repeat the call, with a longer timeout if answers are slow; but after a `create` whose `outcome` is
 * `Unknown`, look in `list` first.
 */
export class RequestTimeout extends tagged("RequestTimeout")<
  Fields & {
    /** How long the last attempt was given. */
    readonly timeout: Duration.Duration
  }
>() {}

/**
 * 400: the service refuses the request as it is.
 *
 * What to do: mend what `message` tells of. The same request is refused again.
 */
export class BadRequest extends tagged("BadRequest")<StatusFields>() {}

/**
 * 401: no bearer token, or one that is unknown, disabled or expired.
 *
 * What to do: give the client a valid key. The same key is refused again.
 */
export class Unauthorized extends tagged("Unauthorized")<StatusFields>() {}

/**
 * 403: the bearer token is valid but may not do this; all operations but the current key want a management key.
 *
 * What to do: give the client a management key; `getCurrentKeyMetadata` tells which kind a key is.
 */
export class Forbidden extends tagged("Forbidden")<StatusFields>() {}

/**
 * 404: no key has this hash.
 *
 * What to do: take the hash from `list`. If it was right once, the key has been deleted.
 */
export class NotFound extends tagged("NotFound")<StatusFields>() {}

/**
 * 429: too many requests; `retryAfter` says when to come back, where the service does.
 *
 * What to do: wait `retryAfter`, or a minute, and repeat the call. Make fewer calls at once.
 */
export class TooManyRequests extends tagged("TooManyRequests")<StatusFields>() {}

/**
 * 500: the service failed; a change may have been made.
 *
 * What to do: repeat the call later; but after `create`, look in `list` first.
 */
export class InternalServerError extends tagged("InternalServerError")<StatusFields>() {}

/** What the last two kinds of answer may hold: a secret that was issued is never lost behind an error. */
export interface CreatedKeyField {
  /** The key that `create` issued, where the answer shows one although it is not what the contract says. */
  readonly createdKey: Option.Option<Redacted.Redacted<string>>
}

/**
 * Any status that is neither the operation's success nor has a class of its own; redirects, which are never followed.
 *
 * What to do: after a redirect, mend the address; after a 5XX, go by `outcome` and `isRetryable`. After `create`, see
 * whether `createdKey` holds a key.
 */
export class UnexpectedStatus extends tagged("UnexpectedStatus")<StatusFields & CreatedKeyField>() {}

/**
 * The status says success, but the body is not what the contract says.
 *
 * What to do: take the change for made. After `create`, take the key from `createdKey`, or look in `list`. Reads may be
 * repeated; if the error stays, something else than the API answers at this address.
 */
export class InvalidResponse extends tagged("InvalidResponse")<StatusFields & CreatedKeyField>() {}

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
export type OpenRouterError = CommonError | BadRequest | NotFound

/** Whether `u` is an error of this library. */
export const isOpenRouterError = (u: unknown): u is OpenRouterError => Predicate.hasProperty(u, TypeId)

/** What `list` can fail with. */
export type ListError = CommonError | BadRequest

/** What `create` can fail with. */
export type CreateError = CommonError | BadRequest

/** What `get` can fail with. */
export type GetError = CommonError | NotFound

/** What `update` can fail with. */
export type UpdateError = CommonError | BadRequest | NotFound

/** What `delete` can fail with. */
export type DeleteError = CommonError | NotFound

/** What `getCurrentKeyMetadata` can fail with. */
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
