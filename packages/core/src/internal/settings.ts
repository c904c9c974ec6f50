/** How a client talks to the service, prepared once; and what a call changes of it. */
import { endpoint } from "@openrouter-keys/protocol/Endpoint"
import { mergeHeaders } from "@openrouter-keys/protocol/Header"
import type { InputIssue } from "@openrouter-keys/protocol/Operation"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
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

/** Settings of a call; see `OpenRouterClient.CallOptions`. */
export interface CallSettings {
  readonly timeout?: Duration.DurationInput | undefined
  readonly retry?: RetryPolicy | undefined
  readonly headers?: { readonly [name: string]: string } | undefined
  readonly serverURL?: string | undefined
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

const defaultServerURL = "https://openrouter.ai/api/v1"

const timeoutIssue: InputIssue = {
  path: "timeout",
  message: "must be a duration, such as \"30 seconds\" or milliseconds"
}

const millisOf = (timeout: Duration.DurationInput): number | undefined =>
  Either.getOrUndefined(Either.try(() => Duration.toMillis(Duration.decode(timeout))))

/** Prepares a client's settings: they are checked once, not on each call. */
export const resolveSettings = (options: ClientSettings): Settings => {
  const { retry = RetryPolicy.default, serverURL = defaultServerURL, timeout = "30 seconds" } = options
  const headers = {
    [headerNames.httpReferer]: options.httpReferer,
    [headerNames.appTitle]: options.appTitle,
    [headerNames.appCategories]: options.appCategories,
    [headerNames.userAgent]: options.userAgent
  }
  const timeoutMs = millisOf(timeout)
  return {
    serverURL,
    headers,
    endpoint: endpoint(serverURL, mergeHeaders(headers), optionNames),
    timeoutMs: timeoutMs ?? 0,
    retry,
    issues: timeoutMs === undefined ? [timeoutIssue] : []
  }
}

const retarget = (settings: Settings, { headers, serverURL }: CallSettings): Settings => {
  if (serverURL === undefined && headers === undefined) return settings
  const target = serverURL ?? settings.serverURL
  const all = { ...settings.headers, ...mergeHeaders(headers) }
  return { ...settings, serverURL: target, headers: all, endpoint: endpoint(target, mergeHeaders(all), optionNames) }
}

/** The settings of one call: what it says itself, and the client's for the rest. */
export const mergeCallSettings = (settings: Settings, call: CallSettings): Settings => {
  const { retry, timeout } = call
  const merged = retarget(settings, call)
  const timeoutMs = timeout === undefined ? settings.timeoutMs : millisOf(timeout)
  return {
    ...merged,
    timeoutMs: timeoutMs ?? 0,
    retry: retry ?? settings.retry,
    issues: timeoutMs === undefined ? [timeoutIssue] : timeout === undefined ? settings.issues : []
  }
}
