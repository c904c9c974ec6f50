/** Default values of errors: the full message, and whether the call may be repeated. */
import type { Outcome } from "../OpenRouterError.js"
import type { OperationName } from "../Operation.js"

const changes: ReadonlySet<OperationName> = new Set<OperationName>(["create", "update", "delete"])

interface FailedCall {
  readonly operation: OperationName
  readonly outcome: Outcome
  readonly attempts: number
  readonly message: string
  readonly isCreated?: boolean
}

/** The message of a failed call, such as `create: too many requests (HTTP 429) (after 3 attempts)`. */
export const describeFailedCall = (
  { attempts, isCreated = false, message, operation, outcome }: FailedCall
): string => {
  const tried = attempts > 1 ? ` (after ${attempts} attempts)` : ""
  // A message may be copied without the secret, so it refers to the original error.
  if (isCreated) {
    return `${operation}: ${message}${tried}; a key was created; call \`revealCreatedKey()\` of the original error to get it`
  }
  const doubt = outcome === "Unknown" && changes.has(operation) ? "; the change may have been made" : ""
  return `${operation}: ${message}${tried}${doubt}`
}

/** Whether a call with a transient failure may be repeated. Repeating a `create` could create a second key. */
export const safeToRepeat = (operation: OperationName, outcome: Outcome, isTransient: boolean): boolean =>
  isTransient && (operation !== "create" || outcome !== "Unknown")
