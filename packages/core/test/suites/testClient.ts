/** A common interface to every API, so that one suite tests all of them. */
import { assert } from "vitest"

/** The six operations. */
export type Name = "list" | "create" | "get" | "update" | "delete" | "getCurrentKeyMetadata"

/** A function with the signature of `fetch`. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** When a failed request is retried; times in milliseconds. */
export interface Retry {
  readonly initialInterval?: number
  readonly maxInterval?: number
  readonly maxElapsed?: number
  readonly statuses?: ReadonlyArray<number | "4XX" | "5XX">
}

/** A client's options. Requests are sent once unless `retry` says otherwise. */
export interface Settings {
  readonly apiKey?: string | (() => Promise<string>)
  readonly serverURL?: unknown
  readonly fetch?: Fetch
  readonly appTitle?: string
  readonly httpReferer?: string
  readonly appCategories?: string
  readonly userAgent?: string
  readonly timeoutMs?: number
  readonly retry?: Retry | "default"
}

/** Options of one call. Tests also pass values of a wrong type. */
export interface CallSettings {
  readonly timeout?: unknown
  readonly serverURL?: unknown
  readonly headers?: unknown
}

/** The fields of all errors. */
export interface SeenError extends Error {
  readonly _tag: string
  readonly operation: Name
  readonly outcome: "NotSent" | "Rejected" | "Unknown"
  readonly isRetryable: boolean
  readonly attempts: number
  readonly statusCode?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly code?: number | string | null
  readonly metadata?: Readonly<Record<string, unknown>> | null
  readonly retryAfterMs?: number | null
  readonly reason?: string | null
  readonly timeoutMs?: number
  readonly issues?: ReadonlyArray<{ readonly path: string; readonly message: string }>
  readonly revealCreatedKey?: () => string | null
}

/** The result of a call. `how` is `failed` if the API reports the error as it documents, or else how it came. */
export type CallResult<Value = unknown> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly how: string; readonly error: SeenError }

/** A key of a list. */
export interface ListedKey {
  readonly hash: string
}

/** One API under test. Its functions never reject. */
export interface TestClient {
  readonly name: string
  readonly call: (name: Name, request: unknown, settings: Settings, options?: CallSettings) => Promise<CallResult>
  /** All keys that `listAll` delivered, also if it then failed. */
  readonly listAll: (
    request: unknown,
    settings: Settings
  ) => Promise<{ readonly keys: ReadonlyArray<ListedKey>; readonly result: CallResult }>
  /** The operations that this API has. */
  readonly names: ReadonlyArray<Name>
}

/** The tags of this library's errors. */
const tags = new Set([
  "InvalidRequest",
  "ConnectionError",
  "RequestTimeout",
  "BadRequest",
  "Unauthorized",
  "Forbidden",
  "NotFound",
  "Conflict",
  "TooManyRequests",
  "InternalServerError",
  "UnexpectedStatus",
  "InvalidResponse",
  "RequestAborted"
])

/** The error of a failed call. Asserts that it is one of this library's, reported as the API documents. */
export const failed = (result: CallResult): SeenError => {
  if (result.ok) assert.fail(`succeeded with ${JSON.stringify(result.value)?.slice(0, 200)}`)
  assert.strictEqual(result.how, "failed")
  assert.instanceOf(result.error, Error)
  assert.isTrue(tags.has(result.error._tag), `unknown tag ${result.error._tag}`)
  return result.error
}

/** The value of a call. */
export const succeeded = <Value = unknown>(result: CallResult): Value => {
  if (!result.ok) assert.fail(`${result.how}: ${String(result.error)}`)
  return result.value as Value
}

/** The error of a call whose input was invalid. Asserts that nothing was sent. */
export const invalidRequest = (result: CallResult): SeenError => {
  const error = failed(result)
  assert.include({ ...error, tag: error._tag }, { tag: "InvalidRequest", outcome: "NotSent", isRetryable: false })
  return error
}

// =====================================================================================================================
// In fibers
// =====================================================================================================================

/** A call under way. */
export interface RunningCall {
  readonly result: Promise<CallResult>
  /** Interrupts it, and resolves once it has stopped. */
  readonly interrupt: () => Promise<CallResult>
}

/** One Effect API over one transport, which is not always fetch: `settings.fetch` is not used. */
export interface FiberTestClient extends TestClient {
  /** Statuses that the transport reports as a network error. */
  readonly hidden: ReadonlyArray<number>
  readonly start: (name: Name, request: unknown, settings: Settings) => RunningCall
  /** A call that may not be interrupted. */
  readonly uninterruptible: (name: Name, request: unknown, settings: Settings) => Promise<CallResult>
  /** A resource that `create` acquires and `delete` releases, and whose use never ends. */
  readonly hold: (settings: Settings) => RunningCall
}

// =====================================================================================================================
// On the test clock
// =====================================================================================================================

/** How the service treats a request: a response, a reset or refused connection, or no response. */
export type Step =
  | {
    readonly status: number
    readonly body?: string
    readonly headers?: Record<string, string>
    /** Milliseconds until the response. */
    readonly after?: number
  }
  | "reset"
  | "refused"
  | "hangs"

/** Options of a retry policy; times in milliseconds. */
export interface Policy {
  readonly maxRetries?: number
  readonly initialInterval?: number
  readonly factor?: number
  readonly maxInterval?: number
  readonly maxElapsed?: number
  readonly statusCodes?: ReadonlyArray<number | "4XX" | "5XX">
  readonly retryConnectionErrors?: boolean
}

/** Options of a call on the test clock. */
export interface TimedCallOptions {
  readonly timeout?: number
  /** Default: the policy of a client without options. */
  readonly retry?: Policy | "none"
  /** Seed of the random numbers. Default: every jitter is as long as possible. */
  readonly seed?: string
  /** The time at the start, in milliseconds. Default: 0. */
  readonly startAt?: number
  /** When the call is interrupted, in milliseconds from the start. Default: never. */
  readonly interruptAt?: number
}

/** A call on a test's clock. */
export interface TimedCall {
  /** When each request was received, by that clock. */
  readonly times: ReadonlyArray<number>
  /** When the call ended. */
  readonly endedAt: number
  readonly result: CallResult
}

/** An API whose clock the test controls. */
export interface TimedTestClient extends TestClient {
  /** Calls an operation of a service that takes one step for each request, and repeats the last one. */
  readonly callTimed: (name: Name, steps: ReadonlyArray<Step>, options?: TimedCallOptions) => Promise<TimedCall>
}
