/**
 * Requests and responses of a client as its transports have them.
 *
 * @module
 */
import type { Failure, HttpResponse, Result } from "../Failure.js"
import type { Method } from "../Operation.js"

/** A request that is complete: bearer token and URL included. */
export interface ResolvedRequest {
  readonly method: Method
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON; `undefined` for none. */
  readonly body: string | undefined
  readonly isSuccess: (status: number) => boolean
  /** Whether a body that is cut still matters: the response to a create may hold the key. */
  readonly keepsCutBody: boolean
  /** Values that no failure may repeat. */
  readonly secrets: ReadonlyArray<string>
}

/** A response, as far as it came. */
export interface Received {
  readonly response: HttpResponse
  /** How the body ended early; `undefined` where it is complete. */
  readonly cut: Failure | undefined
  /** Whether the body is longer than any that the API sends, so that the rest was not read. */
  readonly isTooLong: boolean
}

/** Runs `task` after so many milliseconds, and returns how to cancel that. */
export type StartTimer = (millis: number, task: () => void) => () => void

/** One request and its response. */
export interface Exchange {
  /**
   * Sends the request and reads the response within `timeoutMs`. `onEnd` is called once, with the response or with why
   * none began; it is not called after an abort.
   */
  start(timeoutMs: number, onEnd: (result: Result<Received>) => void): void
  /** Stops the request and its timer. */
  abort(): void
}
