/** Failures of a step: some pass, some do not. */
import { isOpenRouterError, type OpenRouterError } from "@openrouter-keys/protocol/OpenRouterError"
import * as Data from "effect/Data"

/** The step cannot go on by itself. */
export class Stop extends Data.TaggedError("Stop")<{
  readonly reason: string
  /** Whether it asks if a key that is in use may be disabled. */
  readonly asks?: boolean
}> {}

/** The step may succeed later. */
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

/** What a failed request means for the step: every request of a step may be repeated with the step. */
export const fromError = (error: unknown): Stop | Later => {
  if (error instanceof Stop || error instanceof Later) return error
  if (!isOpenRouterError(error)) {
    return new Later({ reason: error instanceof Error ? error.message : "an unknown failure" })
  }
  return passes(error)
    ? new Later({ reason: error.message, afterMs: afterMs(error) })
    : new Stop({ reason: error.message })
}
