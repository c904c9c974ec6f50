/**
 * Failures of a single attempt as data, and the error that a call as a whole ends with.
 *
 * An attempt knows only itself; how often it was tried and what is known of the change are facts of the call. So the
 * error object is made once, at the end, from the last failure and those facts.
 */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import * as OpenRouterError from "../OpenRouterError.js"
import type { Fields, InputIssue, Json, OperationName, Outcome, StatusFields } from "../OpenRouterError.js"
import { mask, masked, maskJson } from "./secrets.js"

/** Error classes by the status they stand for. */
export type StatusErrors = { readonly [status: number]: new(fields: StatusFields) => OpenRouterError.OpenRouterError }

/** Instances of the classes in a map of them. */
export type ErrorsOf<Errors extends StatusErrors> = InstanceType<Errors[keyof Errors & number]>

/** An answer as it came, complete or not. */
export interface Answer {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly retryAfter: Option.Option<Duration.Duration>
  readonly text: string
  /** What must not be shown of it, beside the key that a creation issues. */
  readonly secrets: ReadonlyArray<string>
}

/** What went wrong with one attempt. */
export type Failure =
  /** The request could not be built. */
  | { readonly _tag: "Input"; readonly message: string; readonly issues: ReadonlyArray<InputIssue> }
  /** There is no answer, or only a part of one that says success. */
  | { readonly _tag: "Connection"; readonly message: string; readonly code: string | null; readonly sent: boolean }
  /** The answer was not there in time. */
  | { readonly _tag: "Timeout"; readonly timeout: Duration.Duration; readonly sent: boolean }
  /** A status that is not the operation's success. */
  | { readonly _tag: "Status"; readonly answer: Answer }
  /** The status of success with a body that cannot be used. */
  | { readonly _tag: "Body"; readonly answer: Answer; readonly message: string }

/** What is known of the call as a whole. */
export interface Facts {
  readonly operation: OperationName
  readonly attempts: number
  readonly outcome: Outcome
  readonly isRetryable: boolean
  /** Statuses that have a class of their own in this operation. */
  readonly errors: StatusErrors
}

// 303 is how a server points to the result of what it did; the other redirects ask to try elsewhere.
const rejects = ({ retryAfter, status }: Answer): boolean =>
  (status >= 400 && status < 500 && status !== 408) || (status > 300 && status < 400 && status !== 303) ||
  (status === 503 && Option.isSome(retryAfter))

/** What one attempt says about the change. */
export const outcomeOf = (failure: Failure): Outcome => {
  switch (failure._tag) {
    case "Input":
      return "NotSent"
    case "Connection":
    case "Timeout":
      return failure.sent ? "Unknown" : "NotSent"
    case "Status":
      return rejects(failure.answer) ? "Rejected" : "Unknown"
    case "Body":
      return "Unknown"
  }
}

const certainty: { readonly [O in Outcome]: number } = { NotSent: 0, Rejected: 1, Unknown: 2 }

/** What two attempts together say about the change: the less certain of them counts. */
export const combineOutcomes = (one: Outcome, other: Outcome): Outcome =>
  certainty[one] >= certainty[other] ? one : other

/** Reads JSON that may be none. */
export const parseJson: (text: string) => Option.Option<unknown> = Option.liftThrowable((text: string) =>
  JSON.parse(text) as unknown
)

// =====================================================================================================================
// The created key
// =====================================================================================================================

const quotedKey = /"key"\s*:\s*("(?:[^"\\]|\\.)+")/
const quotedKeyOrItsBeginning = /("key"\s*:\s*")(?:[^"\\]|\\.)*/g

/** Whether an answer may hold a key that was created: a refusal holds none, whatever its fields are called. */
const mayHoldKey = (operation: OperationName, status: number): boolean =>
  operation === "create" && status >= 200 && status < 300

const keyOf = (record: unknown): unknown => Predicate.hasProperty(record, "key") ? record.key : undefined

/** The secret in an answer to `create`, also where the rest of the answer is cut or malformed. */
const findCreatedKey = (operation: OperationName, { status, text }: Answer): Option.Option<string> => {
  if (!mayHoldKey(operation, status)) return Option.none()
  const key: Option.Option<unknown> = Option.match(parseJson(text), {
    onNone: () => Option.flatMap(Option.fromNullable(quotedKey.exec(text)?.[1]), parseJson),
    onSome: (body) =>
      Option.fromNullable(keyOf(body) ?? (Predicate.hasProperty(body, "data") ? keyOf(body.data) : null))
  })
  return key.pipe(Option.filter(Predicate.isString), Option.filter(({ length }) => length > 0))
}

/** Whether an answer, complete or not, holds a created key. */
export const holdsCreatedKey = (operation: OperationName, answer: Answer): boolean =>
  Option.isSome(findCreatedKey(operation, answer))

// =====================================================================================================================
// The error of a call
// =====================================================================================================================

const commonErrors: StatusErrors = {
  401: OpenRouterError.Unauthorized,
  403: OpenRouterError.Forbidden,
  429: OpenRouterError.TooManyRequests,
  500: OpenRouterError.InternalServerError
}

const longestBody = 64 * 1024
const longestMessage = 300

/** The error that a call ends with. */
export const toError = (failure: Failure, facts: Facts): OpenRouterError.OpenRouterError => {
  switch (failure._tag) {
    case "Input":
      return invalidRequest(failure.message, failure.issues, facts)
    case "Connection":
      return new OpenRouterError.ConnectionError({ ...fields(failure.message, facts), code: failure.code })
    case "Timeout":
      return new OpenRouterError.RequestTimeout({
        ...fields(`no answer within ${Duration.format(failure.timeout)}`, facts),
        timeout: failure.timeout
      })
    case "Status":
      return statusError(failure.answer, facts)
    case "Body":
      return new OpenRouterError.InvalidResponse(withCreatedKey(failure.message, failure.answer, facts))
  }
}

const invalidRequest = (message: string, issues: ReadonlyArray<InputIssue>, facts: Omit<Facts, "errors">) =>
  new OpenRouterError.InvalidRequest({ ...fields(message, facts), issues })

/** The error of a call whose input is wrong: nothing was attempted. */
export const invalidInput = (
  operation: OperationName,
  issues: ReadonlyArray<InputIssue>
): OpenRouterError.InvalidRequest =>
  invalidRequest(
    issues.map(({ message, path }) => `${path || "the request"} ${message}`).join("; "),
    issues,
    { operation, attempts: 0, outcome: "NotSent", isRetryable: false }
  )

const fields = (
  message: string,
  { attempts, isRetryable, operation, outcome }: Omit<Facts, "errors">,
  isCreated = false
): Fields => ({
  message: [
    `${operation}: ${message}`,
    attempts > 1 ? ` (after ${attempts} attempts)` : "",
    isCreated ? "; a key was created: `createdKey` holds it" : "",
    !isCreated && outcome === "Unknown" && changes.has(operation) ? "; whether the change was made is not known" : ""
  ].join(""),
  operation,
  outcome,
  isRetryable,
  attempts
})

const changes: ReadonlySet<OperationName> = new Set<OperationName>(["create", "update", "delete"])

const statusError = (answer: Answer, facts: Facts): OpenRouterError.OpenRouterError => {
  const ErrorClass = facts.errors[answer.status] ?? commonErrors[answer.status]
  const message = messageIn(answer.text) ?? plainWords(answer.status)
  return ErrorClass === undefined
    ? new OpenRouterError.UnexpectedStatus(withCreatedKey(`${message} (HTTP ${answer.status})`, answer, facts))
    : new ErrorClass(statusFields(`${message} (HTTP ${answer.status})`, answer, facts))
}

const plainWords = (status: number): string => {
  if (status >= 500) return "the service failed"
  if (status >= 400) return "the service refused"
  return status >= 300 || status === 0
    ? "the service redirects, which is not followed"
    : "the service answered otherwise than with success"
}

const codeOf = (code: unknown, hide: (text: string) => string): number | string | null => {
  if (Predicate.isString(code)) return hide(code)
  return Predicate.isNumber(code) ? code : null
}

const statusFields = (message: string, answer: Answer, facts: Facts, isCreated = false): StatusFields => {
  const hide = (text: string): string => mask(text, answer.secrets)
  // The start of a key that was cut off matches no pattern of a whole one.
  const hideAll = (text: string): string => hide(text).replace(quotedKeyOrItsBeginning, `$1${masked}`)
  const error = errorIn(answer.text)
  return {
    ...fields(hide(message).slice(0, longestMessage), facts, isCreated),
    statusCode: answer.status,
    headers: Record.map(answer.headers, hide),
    body: (mayHoldKey(facts.operation, answer.status) ? hideAll : hide)(answer.text).slice(0, longestBody),
    code: codeOf(error["code"], hide),
    metadata: Predicate.isReadonlyRecord(error["metadata"])
      ? maskJson(error["metadata"] as { readonly [name: string]: Json }, answer.secrets)
      : null,
    retryAfter: answer.retryAfter
  }
}

const withCreatedKey = (message: string, answer: Answer, facts: Facts) => {
  const createdKey = findCreatedKey(facts.operation, answer)
  const secrets = [...answer.secrets, ...Option.toArray(createdKey)]
  return {
    ...statusFields(message, { ...answer, secrets }, facts, Option.isSome(createdKey)),
    createdKey: Option.map(createdKey, Redacted.make)
  }
}

/** The `error` record of a body in the API's form. */
const errorIn = (text: string): { readonly [name: string]: unknown } =>
  parseJson(text).pipe(
    Option.filter(Predicate.hasProperty("error")),
    Option.map(({ error }) => error),
    Option.filter(Predicate.isReadonlyRecord),
    Option.getOrElse(() => ({}))
  )

/** What a body says went wrong, in the API's form or as `{ "error": "text" }`. */
const messageIn = (text: string): string | undefined =>
  parseJson(text).pipe(
    Option.filter(Predicate.hasProperty("error")),
    Option.map(({ error }) => Predicate.hasProperty(error, "message") ? error.message : error),
    Option.filter(Predicate.isString),
    Option.filter((message) => message.length > 0),
    Option.getOrUndefined
  )
