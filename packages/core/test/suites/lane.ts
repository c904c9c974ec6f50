/** One shape for every API, so that a suite says once what holds for all of them. */
import { assert } from "vitest"

/** The six operations. */
export type Name = "list" | "create" | "get" | "update" | "delete" | "getCurrentKeyMetadata"

/** A function like the platform's `fetch`. */
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

/** Options of one call, which a test may also fill with values of a wrong type. */
export interface CallSettings {
  readonly timeout?: unknown
  readonly serverURL?: unknown
  readonly headers?: unknown
}

/** Fields that an error may have, as a reader sees them. */
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

/** How a call ended. `how` is `failed` for an error in its place, and otherwise the wrong way in which it came. */
export type Ended<Value = unknown> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly how: string; readonly error: SeenError }

/** A key as a list delivers it. */
export interface ListedKey {
  readonly hash: string
}

/** One API. Its functions never reject. */
export interface Lane {
  readonly name: string
  readonly call: (name: Name, request: unknown, settings: Settings, options?: CallSettings) => Promise<Ended>
  /** Every key that `listAll` delivers, also where it fails at last. */
  readonly listAll: (
    request: unknown,
    settings: Settings
  ) => Promise<{ readonly keys: ReadonlyArray<ListedKey>; readonly ended: Ended }>
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

/** The error of a call, which is one of this library's, in the place where its API has errors. */
export const failed = (ended: Ended): SeenError => {
  if (ended.ok) assert.fail(`succeeded with ${JSON.stringify(ended.value)?.slice(0, 200)}`)
  assert.strictEqual(ended.how, "failed")
  assert.instanceOf(ended.error, Error)
  assert.isTrue(tags.has(ended.error._tag), `unknown tag ${ended.error._tag}`)
  return ended.error
}

/** The value of a call. */
export const succeeded = <Value = unknown>(ended: Ended): Value => {
  if (!ended.ok) assert.fail(`${ended.how}: ${String(ended.error)}`)
  return ended.value as Value
}

/** The error of a call that was refused before anything was sent. */
export const refused = (ended: Ended): SeenError => {
  const error = failed(ended)
  assert.include({ ...error, tag: error._tag }, { tag: "InvalidRequest", outcome: "NotSent", isRetryable: false })
  return error
}

// =====================================================================================================================
// On a test's clock
// =====================================================================================================================

/** What a request comes to: a response, a lost or refused connection, or nothing at all. */
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

/** A policy's options; times in milliseconds. */
export interface Policy {
  readonly maxRetries?: number
  readonly initialInterval?: number
  readonly factor?: number
  readonly maxInterval?: number
  readonly maxElapsed?: number
  readonly statusCodes?: ReadonlyArray<number | "4XX" | "5XX">
  readonly retryConnectionErrors?: boolean
}

/** How a call is made on a test's clock. */
export interface PlayOptions {
  readonly timeout?: number
  /** Default: that of a client without options. */
  readonly retry?: Policy | "none"
  /** What the random numbers are made from. Default: every jitter is as long as it can be. */
  readonly seed?: string
  /** When the call is interrupted, in milliseconds. Default: never. */
  readonly interruptAt?: number
}

/** A call on a test's clock, which starts at zero. */
export interface Played {
  /** When each request was received. */
  readonly times: ReadonlyArray<number>
  /** When the call ended. */
  readonly endedAt: number
  readonly ended: Ended
}

/** One API whose clock a test can move. */
export interface TimedLane extends Lane {
  /** Calls an operation of a service that takes one step after the other, the last one again and again. */
  readonly play: (name: Name, steps: ReadonlyArray<Step>, options?: PlayOptions) => Promise<Played>
}
