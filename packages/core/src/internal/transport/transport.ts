import type { Failure, HttpResponse } from "@openrouter-keys/protocol/Failure"
import type { Method } from "@openrouter-keys/protocol/Operation"
import type * as Effect from "effect/Effect"

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

/**
 * Sends one request and reads its response within `timeoutMs`. Fails where no response began.
 *
 * Redirects are not followed: they would carry the bearer token elsewhere. The time holds also in uninterruptible
 * regions, and interruption aborts the request.
 */
export type Transport = (request: ResolvedRequest, timeoutMs: number) => Effect.Effect<Received, Failure>
