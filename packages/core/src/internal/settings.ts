/** How a client talks to the service, prepared once; and what a call changes of it. */
import { defaultServerURL, endpoint } from "@openrouter-keys/protocol/Endpoint"
import { mergeHeaders, readHeaders } from "@openrouter-keys/protocol/Header"
import type { InputIssue } from "@openrouter-keys/protocol/Operation"
import { isStatusPattern, makePolicy } from "@openrouter-keys/protocol/RetryPolicy"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import { RetryPolicy } from "../RetryPolicy.js"

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
export interface ClientSettings {
  readonly serverURL?: string | undefined
  readonly httpReferer?: string | undefined
  readonly appTitle?: string | undefined
  readonly appCategories?: string | undefined
  readonly userAgent?: string | undefined
  readonly timeout?: Duration.DurationInput | undefined
  readonly retry?: RetryPolicy | undefined
}

/** Options of a call as they are given; see `OpenRouterClient.CallOptions`. */
export interface CallOptions {
  readonly timeout?: Duration.DurationInput | undefined
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

/** Milliseconds of a timeout; `undefined` where it is no duration above zero. Effect takes a negative one for zero. */
const millisOf = (timeout: Duration.DurationInput): number | undefined => {
  const millis = isNaNs(timeout) ? 0 : Duration.toMillis(Duration.decode(timeout))
  return millis > 0 ? millis : undefined
}

/** Effect takes `NaN` for no time at all. */
const isNaNs = (timeout: unknown): boolean =>
  Array.isArray(timeout) ? timeout.some(Number.isNaN) : Number.isNaN(timeout)

/** A copy of a policy, with its numbers in their bounds; `undefined` where it is none. */
const policyOf = (retry: RetryPolicy): RetryPolicy | undefined => {
  const policy = { ...retry }
  return isPolicy(policy) ? makePolicy(policy) : undefined
}

const isPolicy = (retry: RetryPolicy): boolean => {
  const { factor, initialInterval, maxElapsed, maxInterval, maxRetries, statusCodes } = retry
  const numbers = [factor, initialInterval, maxElapsed, maxInterval, maxRetries]
  return Array.isArray(statusCodes) && statusCodes.every(isStatusPattern) &&
    numbers.every((each) => Predicate.isNumber(each) && !Number.isNaN(each))
}

type Checked<A> = Either.Either<A | undefined, InputIssue>

/** An option that may be left out, checked without ever throwing. */
const check = <A, B>(
  path: string,
  message: string,
  given: A | undefined,
  read: (given: A) => B | undefined
): Checked<B> =>
  given === undefined
    ? Either.right(undefined)
    : Either.try({ try: () => read(given), catch: () => undefined }).pipe(
      Either.flatMap((value) => value === undefined ? Either.left(undefined) : Either.right(value)),
      Either.mapLeft(() => ({ path, message }))
    )

const checkTimeout = (timeout: Duration.DurationInput | undefined): Checked<number> =>
  check("timeout", "must be a duration above zero, such as \"30 seconds\" or milliseconds", timeout, millisOf)

const checkRetry = (retry: RetryPolicy | undefined): Checked<RetryPolicy> =>
  check("retry", "must be a policy that RetryPolicy.make returns", retry, policyOf)

const checkHeaders = (headers: CallOptions["headers"]): Checked<Readonly<Record<string, string>>> => {
  if (headers === undefined) return Either.right(undefined)
  const read = readHeaders(headers)
  return read.ok ? Either.right(read.value) : Either.left({ path: "headers", message: read.message })
}

const issuesOf = (...checked: ReadonlyArray<Checked<unknown>>): ReadonlyArray<InputIssue> =>
  checked.flatMap((each) => Either.isLeft(each) ? [each.left] : [])

/** Prepares a client's settings: they are checked once, not on each call. */
export const resolveSettings = (options: ClientSettings): Settings => {
  const { serverURL = defaultServerURL } = options
  const headers = {
    [headerNames.httpReferer]: options.httpReferer,
    [headerNames.appTitle]: options.appTitle,
    [headerNames.appCategories]: options.appCategories,
    [headerNames.userAgent]: options.userAgent
  }
  const timeout = checkTimeout(options.timeout)
  const retry = checkRetry(options.retry)
  return {
    serverURL,
    headers,
    endpoint: endpoint(serverURL, mergeHeaders(headers), optionNames),
    timeoutMs: Either.getOrUndefined(timeout) ?? defaultTimeoutMs,
    retry: Either.getOrUndefined(retry) ?? RetryPolicy.default,
    issues: issuesOf(timeout, retry)
  }
}

/** Settings of calls without options of their own. */
export const noCallSettings: CallSettings = { issues: [] }

/** Checks the options of a call and merges them into those around it. Never throws, whatever is given. */
export const mergeCallOptions = (outer: CallSettings, inner: CallOptions): CallSettings =>
  Either.getOrElse(
    Either.try(() => unsafeMerge(outer, inner)),
    () => ({ ...outer, issues: [...outer.issues, { path: "", message: "options cannot be read" }] })
  )

const unsafeMerge = (outer: CallSettings, inner: CallOptions): CallSettings => {
  const timeout = checkTimeout(inner.timeout)
  const retry = checkRetry(inner.retry)
  const headers = checkHeaders(inner.headers)
  const own = Either.getOrUndefined(headers)
  return {
    timeoutMs: Either.getOrUndefined(timeout) ?? outer.timeoutMs,
    retry: Either.getOrUndefined(retry) ?? outer.retry,
    headers: own === undefined ? outer.headers : { ...outer.headers, ...own },
    // Not `??`: a call that was to go elsewhere must not go to the client's server because an address is `null`.
    serverURL: inner.serverURL === undefined ? outer.serverURL : inner.serverURL,
    issues: [...outer.issues, ...issuesOf(timeout, retry, headers)]
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
