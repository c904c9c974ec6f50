/** What a platform's error tells about a connection: a name for it, and whether a request can have left. */
import * as Predicate from "effect/Predicate"

/** What is known of a connection that failed. */
export interface ConnectionProblem {
  /** The platform's name for it, such as `ECONNREFUSED`. */
  readonly code: string | null
  /** Whether it failed before anything could be sent. */
  readonly neverSent: boolean
}

interface Coded {
  readonly code: string
  readonly syscall?: unknown
}

/** Codes that only occur before a connection stands: unfit, not found, refused, or its certificate not accepted. */
const beforeSending = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_INVALID_ARG",
  "UND_ERR_NOT_SUPPORTED",
  "ConnectionRefused",
  "FailedToOpenSocket",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_SSL_WRONG_VERSION_NUMBER"
])

// Deno names no codes, and says it in the error's own words or in those of its cause.
const beforeSendingMessage = /client error \(Connect\)|tcp connect error|dns error/

const depth = 8

/** The errors that name a code: an address that resolves to several hosts fails once for each. */
const codedErrors = (error: unknown, level = 0): ReadonlyArray<Coded> => {
  if (!Predicate.isObject(error) || level > depth) return []
  if (Predicate.hasProperty(error, "errors") && Array.isArray(error.errors) && error.errors.length > 0) {
    return error.errors.flatMap((inner) => codedErrors(inner, level + 1))
  }
  if (Predicate.hasProperty(error, "code") && Predicate.isString(error.code)) return [error as Coded]
  return Predicate.hasProperty(error, "cause") ? codedErrors(error.cause, level + 1) : []
}

const saysBeforeSending = (error: unknown, level = 0): boolean =>
  Predicate.isObject(error) && level <= depth && (
    Predicate.hasProperty(error, "message") && Predicate.isString(error.message) &&
      beforeSendingMessage.test(error.message) ||
    Predicate.hasProperty(error, "cause") && saysBeforeSending(error.cause, level + 1)
  )

const isBeforeSending = ({ code, syscall }: Coded): boolean =>
  beforeSending.has(code) || syscall === "connect" || syscall === "getaddrinfo"

/** Reads what a platform's error tells, without keeping any of its texts: they may repeat the request. */
export const connectionProblem = (error: unknown): ConnectionProblem => {
  const coded = codedErrors(error)
  if (coded.length > 0) return { code: coded[0]!.code, neverSent: coded.every(isBeforeSending) }
  // Platform's words for a request that could not be made from what it was given.
  const unbuilt = Predicate.hasProperty(error, "reason") && (error.reason === "Encode" || error.reason === "InvalidUrl")
  return { code: null, neverSent: unbuilt || saysBeforeSending(error) }
}
