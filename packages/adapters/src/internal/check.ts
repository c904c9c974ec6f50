/** What of a caller's options makes no sense. Values are not repeated: they may be secrets. */
import type { InputIssue } from "@openrouter-keys/protocol/Operation"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import type { BackoffStrategy, FetchOptions, OpenRouterOptions, RequestOptions, RetryConfig } from "../options.js"
import { looksSecret } from "./account.js"
import { initOf, moreSignals } from "./options.js"

/** All that is wrong with a value. */
export type Check = (value: unknown, path: string) => ReadonlyArray<InputIssue>

/** A check for each of the options, none left out. */
type Checks<Options> = { readonly [Name in keyof Options]-?: Check }

/** A check that a value is what it must be. */
export const must = (be: string, accepts: (value: unknown) => boolean): Check => (value, path) =>
  accepts(value) ? [] : [{ path, message: `must be ${be}` }]

/** A check of an option that may be left out. */
export const optional = (check: Check): Check => (value, path) => value === undefined ? [] : check(value, path)

const record = (checks: Readonly<Record<string, Check>>): Check => (value, path) =>
  Predicate.isObject(value)
    ? Object.entries(checks).flatMap(([name, check]) => check(value[name], `${path}.${name}`))
    : [{ path, message: "must be an object" }]

const isText = (value: unknown): value is string => typeof value === "string"
const isAmount = (value: unknown): value is number => typeof value === "number" && value >= 0

const text = optional(must("a string", isText))
/** Milliseconds until something is given up. */
export const timeout: Check = optional(
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

const backoff: Checks<BackoffStrategy> = {
  initialInterval: delay,
  maxInterval: delay,
  maxElapsedTime: timeout,
  exponent: optional(must("a finite number above 0", (value) => isAmount(value) && value > 0 && value < Infinity))
}

const retryConfig: Checks<RetryConfig> = {
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
// What fetch takes
// =====================================================================================================================

/** By its looks, not by its class: signals also come from other realms, such as jsdom's. */
const isSignal = (value: unknown): boolean =>
  Predicate.hasProperty(value, "aborted") && Predicate.isBoolean(value.aborted) &&
  Predicate.hasProperty(value, "addEventListener") && Predicate.isFunction(value.addEventListener) &&
  Predicate.hasProperty(value, "removeEventListener") && Predicate.isFunction(value.removeEventListener)

const isHeader = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && isText(value[0]) && (value[1] === undefined || isText(value[1]))

const headers = optional(must("headers as fetch takes them, with strings as values", (value) => {
  if (!Predicate.isObjectKeyword(value)) return false
  return [...Predicate.isIterable(value) ? value : Object.entries(value)].every(isHeader)
}))

const signal = optional(must("an AbortSignal", (value) => value === null || isSignal(value)))

/** What fetch would refuse it would refuse late, as if a connection had failed. A `Request` refuses the same, at once. */
const fits = (init: RequestInit | undefined, path: string): ReadonlyArray<InputIssue> =>
  init === undefined || !("Request" in globalThis)
    ? []
    : Result.match(Result.try(() => new Request("http://localhost", init)), {
      onFailure: (refusal) => [{ path, message: `must be what fetch takes (${String(refusal)})` }],
      onSuccess: () => []
    })

// =====================================================================================================================
// Options
// =====================================================================================================================

const ofClient: Checks<OpenRouterOptions> = {
  apiKey: optional(
    must("a string, or a function that gives one", (value) => isText(value) || Predicate.isFunction(value))
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
    (value) => isText(value) && value !== "" && !looksSecret(value)
  )),
  fetch: optional(must("a function", Predicate.isFunction))
}

const ofCall: Checks<Omit<RequestOptions, Exclude<keyof FetchOptions, "headers" | "signal">>> = {
  fetchOptions: optional(record({ headers, signal })),
  retries: optional(record(retryConfig)),
  retryCodes: optional(retryCodes),
  timeoutMs: timeout,
  serverURL: url,
  headers,
  signal
}

/** Options of other clients that would be ignored silently, although requests depend on them. */
const retired: Readonly<Record<string, Check>> = {
  httpClient: must("left out: a function like fetch goes into `fetch`", (value) => value === undefined)
}

/** What is wrong with a client's options. `more` checks what only some clients have, or have otherwise. */
export const clientIssues = (
  options: unknown,
  more: Readonly<Record<string, Check>> = {}
): ReadonlyArray<InputIssue> => {
  const issues = record({ ...ofClient, ...retired, ...more })(options, "client")
  if (issues.length > 0) return issues
  const { account, apiKey } = options as OpenRouterOptions
  return account !== undefined && account === apiKey
    ? [{ path: "client.account", message: "must not be the API key" }]
    : []
}

/** What is wrong with the signals that hooks pass beside those of the options. */
const moreSignalIssues = (options: unknown): ReadonlyArray<InputIssue> =>
  Predicate.hasProperty(options, moreSignals)
    ? (options[moreSignals] as ReadonlyArray<unknown>).flatMap((value) => signal(value, "options.signal"))
    : []

/** What is wrong with a call's options. */
export const callIssues = (options: unknown): ReadonlyArray<InputIssue> => {
  const issues = [...record(ofCall)(options, "options"), ...moreSignalIssues(options)]
  return issues.length > 0 ? issues : fits(initOf(options as RequestOptions), "options")
}
