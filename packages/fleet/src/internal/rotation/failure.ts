/** Failures of a step: `Later` is retried, `Stop` is not. */
import { isOpenRouterError, type OpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Data from "effect/Data"

/** The rotation stops until it is confirmed or cancelled. */
export class Stop extends Data.TaggedError("Stop")<{
  readonly reason: string
  /** Whether it stops because the old key is still in use. */
  readonly asks?: boolean
}> {}

/** The step is retried later. */
export class Later extends Data.TaggedError("Later")<{ readonly reason: string; readonly afterMs?: number | null }> {}

const passes = (error: OpenRouterError): boolean => {
  switch (error._tag) {
    case "ConnectionError":
    case "RequestTimeout":
    case "TooManyRequests":
    case "InternalServerError":
    case "InvalidResponse":
      return true
    case "UnexpectedStatus":
      return error.statusCode >= 500 || error.statusCode === 408
    default:
      return false
  }
}

const afterMs = (error: OpenRouterError): number | null => "retryAfterMs" in error ? error.retryAfterMs : null

/** Converts a failed request to a failure of the step. */
export const fromError = (error: unknown): Stop | Later => {
  if (error instanceof Stop || error instanceof Later) return error
  if (!isOpenRouterError(error)) {
    return new Later({ reason: error instanceof Error ? error.message : "unknown error" })
  }
  return passes(error)
    ? new Later({ reason: error.message, afterMs: afterMs(error) })
    : new Stop({ reason: error.message })
}
