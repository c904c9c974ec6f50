/**
 * How a client talks to the service, prepared once; and what a call changes of it. A timeout is whatever a library has for
 * a duration; `millisOf` reads it.
 *
 * @module
 */
import { defaultServerURL, endpoint } from "../Endpoint.js"
import { mergeHeaders, readHeaders } from "../Header.js"
import type { InputIssue } from "../Operation.js"
import { defaultPolicy, isStatusPattern, makePolicy, type RetryPolicy } from "../RetryPolicy.js"

/** Attribution headers by the options that set them: an error names the option. */
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

/** Options of a call as they are given; see `OpenRouterClient.CallOptions`. */
export interface CallOptions<Duration> {
  readonly timeout?: Duration | undefined
  readonly retry?: RetryPolicy | undefined
  readonly headers?: { readonly [name: string]: string } | undefined
  readonly serverURL?: string | undefined
}

/** Settings of a call: its options, checked. */
export interface CallSettings {
  readonly timeoutMs?: number | undefined
  readonly retry?: RetryPolicy | undefined
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly serverURL?: string | undefined
  /** Options that make no sense. */
  readonly issues: ReadonlyArray<InputIssue>
}

/** Settings that can be used, or why nothing can be sent. */
export interface Settings {
  readonly serverURL: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly endpoint: ReturnType<typeof endpoint>
  /** Milliseconds for one attempt. */
  readonly timeoutMs: number
  readonly retry: RetryPolicy
  /** Settings that make no sense. */
  readonly issues: ReadonlyArray<InputIssue>
}

const defaultTimeoutMs = 30_000

/** Milliseconds of a duration; anything that is not above zero where it is none. May throw. */
export type MillisOf<Duration> = (duration: Duration) => number | undefined

/** A copy of a policy, with its numbers in their bounds; `undefined` where it is none. */
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

/** An option, or what is wrong with it. */
type Checked<A> =
  | { readonly value: A | undefined; readonly issue?: undefined }
  | { readonly value?: undefined; readonly issue: InputIssue }

/** An option that may be left out, checked without ever throwing. */
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

/** Prepares a client's settings: they are checked once, not on each call. */
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

/** Settings of calls without options of their own. */
export const noCallSettings: CallSettings = { issues: [] }

/** Checks the options of a call and merges them into those around it. Never throws, whatever is given. */
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
      // Not `??`: a call that was to go elsewhere must not go to the client's server because an address is `null`.
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

/** The settings of one call: its own, and the client's for the rest. */
export const mergeCallSettings = (settings: Settings, call: CallSettings): Settings =>
  call === noCallSettings ? settings : {
    ...retarget(settings, call),
    timeoutMs: call.timeoutMs ?? settings.timeoutMs,
    retry: call.retry ?? settings.retry,
    issues: [...settings.issues, ...call.issues]
  }
