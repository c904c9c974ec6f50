/**
 * Settings of a client, prepared once, and the options of a call that override them. Timeouts have the duration type of
 * each library; `millisOf` converts it.
 *
 * @module
 */
import { defaultServerURL, endpoint } from "../Endpoint.js"
import { mergeHeaders, readHeaders } from "../Header.js"
import type { InputIssue } from "../Operation.js"
import { defaultPolicy, isStatusPattern, makePolicy, type RetryPolicy } from "../RetryPolicy.js"

/** Attribution headers and the options that set them. Errors name the option. */
const headerNames = {
  httpReferer: "http-referer",
  appTitle: "x-openrouter-title",
  appCategories: "x-openrouter-categories",
  userAgent: "user-agent"
} as const

const optionNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(headerNames).map(([option, header]) => [header, option])
)

/** Settings of a client; see `OpenRouterClient.Options`. */
export interface ClientSettings<Duration> {
  readonly serverURL?: string | undefined
  readonly httpReferer?: string | undefined
  readonly appTitle?: string | undefined
  readonly appCategories?: string | undefined
  readonly userAgent?: string | undefined
  readonly timeout?: Duration | undefined
  readonly retry?: RetryPolicy | undefined
}

/** Options of a call, not validated; see `OpenRouterClient.CallOptions`. */
export interface CallOptions<Duration> {
  readonly timeout?: Duration | undefined
  readonly retry?: RetryPolicy | undefined
  readonly headers?: { readonly [name: string]: string } | undefined
  readonly serverURL?: string | undefined
}

/** Validated options of a call. */
export interface CallSettings {
  readonly timeoutMs?: number | undefined
  readonly retry?: RetryPolicy | undefined
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly serverURL?: string | undefined
  /** Invalid options. */
  readonly issues: ReadonlyArray<InputIssue>
}

/** Validated settings of a client. */
export interface Settings {
  readonly serverURL: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly endpoint: ReturnType<typeof endpoint>
  /** Timeout of one attempt, in milliseconds. */
  readonly timeoutMs: number
  readonly retry: RetryPolicy
  /** Invalid settings. */
  readonly issues: ReadonlyArray<InputIssue>
}

const defaultTimeoutMs = 30_000

/** Milliseconds of a duration; `undefined` or at most 0 for an invalid one. May throw. */
export type MillisOf<Duration> = (duration: Duration) => number | undefined

/** A copy of a policy with its numbers adjusted to their limits; `undefined` if it is not a policy. */
const policyOf = (retry: RetryPolicy): RetryPolicy | undefined => {
  const policy = { ...retry }
  return isPolicy(policy) ? makePolicy(policy) : undefined
}

const isPolicy = (retry: RetryPolicy): boolean => {
  const { factor, initialInterval, maxElapsed, maxInterval, maxRetries, statusCodes } = retry
  const numbers = [factor, initialInterval, maxElapsed, maxInterval, maxRetries]
  return Array.isArray(statusCodes) && statusCodes.every(isStatusPattern) &&
    numbers.every((each) => typeof each === "number" && !Number.isNaN(each))
}

/** A valid option, or what is wrong with it. */
type Checked<A> =
  | { readonly value: A | undefined; readonly issue?: undefined }
  | { readonly value?: undefined; readonly issue: InputIssue }

/** Validates an optional value. Never throws. */
const check = <A, B>(
  path: string,
  message: string,
  given: A | undefined,
  read: (given: A) => B | undefined
): Checked<B> => {
  if (given === undefined) return { value: undefined }
  try {
    const value = read(given)
    if (value !== undefined) return { value }
  } catch {
    // As if it could be read and were wrong.
  }
  return { issue: { path, message } }
}

const checkTimeout = <Duration>(timeout: Duration | undefined, millisOf: MillisOf<Duration>): Checked<number> =>
  check("timeout", "must be a duration above zero, such as \"30 seconds\" or milliseconds", timeout, (timeout) => {
    const millis = millisOf(timeout)
    return millis !== undefined && millis > 0 ? millis : undefined
  })

const checkRetry = (retry: RetryPolicy | undefined): Checked<RetryPolicy> =>
  check("retry", "must be a policy that RetryPolicy.make returns", retry, policyOf)

const checkHeaders = (headers: CallOptions<never>["headers"]): Checked<Readonly<Record<string, string>>> => {
  if (headers === undefined) return { value: undefined }
  const read = readHeaders(headers)
  return read.ok ? { value: read.value } : { issue: { path: "headers", message: read.message } }
}

const issuesOf = (...checked: ReadonlyArray<Checked<unknown>>): ReadonlyArray<InputIssue> =>
  checked.flatMap(({ issue }) => issue === undefined ? [] : [issue])

/** Validates the settings of a client, once and not on each call. */
export const resolveSettings = <Duration>(
  options: ClientSettings<Duration>,
  millisOf: MillisOf<Duration>
): Settings => {
  const { serverURL = defaultServerURL } = options
  const headers = {
    [headerNames.httpReferer]: options.httpReferer,
    [headerNames.appTitle]: options.appTitle,
    [headerNames.appCategories]: options.appCategories,
    [headerNames.userAgent]: options.userAgent
  }
  const timeout = checkTimeout(options.timeout, millisOf)
  const retry = checkRetry(options.retry)
  return {
    serverURL,
    headers,
    endpoint: endpoint(serverURL, mergeHeaders(headers), optionNames),
    timeoutMs: timeout.value ?? defaultTimeoutMs,
    retry: retry.value ?? defaultPolicy,
    issues: issuesOf(timeout, retry)
  }
}

/** Settings of calls without options. */
export const noCallSettings: CallSettings = { issues: [] }

/** Validates the options of a call and merges them with the outer ones. Never throws. */
export const mergeCallOptions = <Duration>(
  outer: CallSettings,
  inner: CallOptions<Duration>,
  millisOf: MillisOf<Duration>
): CallSettings => {
  try {
    const timeout = checkTimeout(inner.timeout, millisOf)
    const retry = checkRetry(inner.retry)
    const headers = checkHeaders(inner.headers)
    return {
      timeoutMs: timeout.value ?? outer.timeoutMs,
      retry: retry.value ?? outer.retry,
      headers: headers.value === undefined ? outer.headers : { ...outer.headers, ...headers.value },
      // Not `??`: a call with `serverURL: null` must fail, and not go to the client's server.
      serverURL: inner.serverURL === undefined ? outer.serverURL : inner.serverURL,
      issues: [...outer.issues, ...issuesOf(timeout, retry, headers)]
    }
  } catch {
    return { ...outer, issues: [...outer.issues, { path: "", message: "options cannot be read" }] }
  }
}

const retarget = (settings: Settings, { headers, serverURL }: CallSettings): Settings => {
  if (serverURL === undefined && headers === undefined) return settings
  const target = serverURL === undefined ? settings.serverURL : serverURL
  const all = { ...settings.headers, ...headers }
  return { ...settings, serverURL: target, headers: all, endpoint: endpoint(target, mergeHeaders(all), optionNames) }
}

/** Merges the settings of a call with those of the client. */
export const mergeCallSettings = (settings: Settings, call: CallSettings): Settings =>
  call === noCallSettings ? settings : {
    ...retarget(settings, call),
    timeoutMs: call.timeoutMs ?? settings.timeoutMs,
    retry: call.retry ?? settings.retry,
    issues: [...settings.issues, ...call.issues]
  }
