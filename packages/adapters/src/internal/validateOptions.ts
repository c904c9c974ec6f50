/** Validates the options of clients and calls. Messages do not repeat values: they may be secrets. */
import type { InputIssue } from "@openrouter-keys/protocol/Operation"
import * as Predicate from "effect/Predicate"
import type { BackoffStrategy, FetchOptions, OpenRouterOptions, RequestOptions, RetryConfig } from "../options.js"
import { looksLikeApiKey } from "./account.js"
import { fetchInitOf, moreSignals } from "./coreOptions.js"

/** Returns the issues of a value. */
export type Validator = (value: unknown, path: string) => ReadonlyArray<InputIssue>

/** A validator for each option. */
type Validators<Options> = { readonly [Name in keyof Options]-?: Validator }

/** A validator that accepts some values. `expected` completes the message "must be …". */
export const must = (expected: string, accepts: (value: unknown) => boolean): Validator => (value, path) =>
  accepts(value) ? [] : [{ path, message: `must be ${expected}` }]

/** A validator that also accepts `undefined`. */
export const optional = (validate: Validator): Validator => (value, path) =>
  value === undefined ? [] : validate(value, path)

const record = (validators: Readonly<Record<string, Validator>>): Validator => (value, path) =>
  Predicate.isObject(value)
    ? Object.entries(validators).flatMap(([name, validate]) => validate(value[name], `${path}.${name}`))
    : [{ path, message: "must be an object" }]

const isText = (value: unknown): value is string => typeof value === "string"
const isAmount = (value: unknown): value is number => typeof value === "number" && value >= 0

const text = optional(must("a string", isText))
/** A timeout in milliseconds. */
export const timeout: Validator = optional(
  must("a number of milliseconds above 0 (Infinity for no limit)", (value) => isAmount(value) && value > 0)
)
const delay = optional(must("a number of milliseconds, 0 or more", isAmount))

const url = optional(must(
  "a string or a URL",
  (value) => isText(value) || (Predicate.hasProperty(value, "href") && isText(value.href))
))

// =====================================================================================================================
// Retries
// =====================================================================================================================

const backoff: Validators<BackoffStrategy> = {
  initialInterval: delay,
  maxInterval: delay,
  maxElapsedTime: timeout,
  exponent: optional(must("a finite number above 0", (value) => isAmount(value) && value > 0 && value < Infinity))
}

const retryConfig: Validators<RetryConfig> = {
  strategy: must("\"backoff\" or \"none\"", (value) => value === "backoff" || value === "none"),
  backoff: optional(record(backoff)),
  retryConnectionErrors: optional(must("true or false", Predicate.isBoolean))
}

const retryCode = /^([1-5]\d\d|[45]XX)$/i

const retryCodes = must(
  "a list of statuses, such as \"429\" or \"5XX\"",
  (value) => Array.isArray(value) && value.every((code) => isText(code) && retryCode.test(code))
)

// =====================================================================================================================
// Options of fetch
// =====================================================================================================================

/** Checks members instead of the class: signals may come from another realm, such as jsdom's. */
const isSignal = (value: unknown): boolean =>
  Predicate.hasProperty(value, "aborted") && Predicate.isBoolean(value.aborted) &&
  Predicate.hasProperty(value, "addEventListener") && Predicate.isFunction(value.addEventListener) &&
  Predicate.hasProperty(value, "removeEventListener") && Predicate.isFunction(value.removeEventListener)

const isHeader = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && isText(value[0]) && (value[1] === undefined || isText(value[1]))

const headers = optional(must("headers that fetch accepts, with string values", (value) => {
  if (!Predicate.isObjectKeyword(value)) return false
  return [...Predicate.isIterable(value) ? value : Object.entries(value)].every(isHeader)
}))

const signal = optional(must("an AbortSignal", (value) => value === null || isSignal(value)))

/** Options that fetch would reject after the call began. `new Request` rejects the same options at once. */
const fetchIssues = (init: RequestInit | undefined, path: string): ReadonlyArray<InputIssue> => {
  if (init === undefined || !("Request" in globalThis)) return []
  try {
    void new Request("http://localhost", init)
    return []
  } catch (error) {
    return [{ path, message: `must be options that fetch accepts (${String(error)})` }]
  }
}

// =====================================================================================================================
// Options
// =====================================================================================================================

const clientValidators: Validators<OpenRouterOptions> = {
  apiKey: optional(
    must("a string or a function that returns one", (value) => isText(value) || Predicate.isFunction(value))
  ),
  serverURL: url,
  httpReferer: text,
  appTitle: text,
  appCategories: text,
  userAgent: text,
  timeoutMs: timeout,
  retryConfig: optional(record(retryConfig)),
  account: optional(must(
    "a name for the account, not a key",
    (value) => isText(value) && value !== "" && !looksLikeApiKey(value)
  )),
  fetch: optional(must("a function", Predicate.isFunction))
}

const callValidators: Validators<Omit<RequestOptions, Exclude<keyof FetchOptions, "headers" | "signal">>> = {
  fetchOptions: optional(record({ headers, signal })),
  retries: optional(record(retryConfig)),
  retryCodes: optional(retryCodes),
  timeoutMs: timeout,
  serverURL: url,
  headers,
  signal
}

/** Options of the reference client that would be ignored silently. */
const unsupported: Readonly<Record<string, Validator>> = {
  httpClient: must("omitted: pass a function like fetch as `fetch`", (value) => value === undefined)
}

/** The issues of a client's options. `more` validates further options, and overrides validators. */
export const clientIssues = (
  options: unknown,
  more: Readonly<Record<string, Validator>> = {}
): ReadonlyArray<InputIssue> => {
  const issues = record({ ...clientValidators, ...unsupported, ...more })(options, "client")
  if (issues.length > 0) return issues
  const { account, apiKey } = options as OpenRouterOptions
  return account !== undefined && account === apiKey
    ? [{ path: "client.account", message: "must not be the API key" }]
    : []
}

/** The issues of the signals that hooks add to the options. */
const moreSignalIssues = (options: unknown): ReadonlyArray<InputIssue> =>
  Predicate.hasProperty(options, moreSignals)
    ? (options[moreSignals] as ReadonlyArray<unknown>).flatMap((value) => signal(value, "options.signal"))
    : []

/** The issues of a call's options. */
export const callIssues = (options: unknown): ReadonlyArray<InputIssue> => {
  const issues = [...record(callValidators)(options, "options"), ...moreSignalIssues(options)]
  return issues.length > 0 ? issues : fetchIssues(fetchInitOf(options as RequestOptions), "options")
}
