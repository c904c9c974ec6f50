/**
 * Requests and responses of transports.
 *
 * @module
 */
import type { Failure, HttpResponse, Result } from "../Failure.js"
import type { Method } from "../Operation.js"

/** A complete request, with bearer token and URL. */
export interface ResolvedRequest {
  readonly method: Method
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON; `undefined` for none. */
  readonly body: string | undefined
  readonly isSuccess: (status: number) => boolean
  /** Whether to keep a truncated body: the response to a create may contain the key. */
  readonly keepsCutBody: boolean
  /** Values to redact in failures. */
  readonly secrets: ReadonlyArray<string>
}

/** A response, complete or truncated. */
export interface Received {
  readonly response: HttpResponse
  /** Why the body ended early; `undefined` if it is complete. */
  readonly cut: Failure | undefined
  /** Whether the body exceeded the maximum length, so that the rest was not read. */
  readonly isTooLong: boolean
}

/** Runs `task` after `millis` milliseconds. Returns a function that cancels it. */
export type StartTimer = (millis: number, task: () => void) => () => void

/** One request and its response. */
export interface Exchange {
  /**
   * Sends the request and reads the response within `timeoutMs`. Calls `onEnd` once, with the response or a failure,
   * but not after an abort.
   */
  start(timeoutMs: number, onEnd: (result: Result<Received>) => void): void
  /** Stops the request and its timer. */
  abort(): void
}
