/** What an error says by default: its message in full, and whether its call may be repeated. */
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

/** One sentence about a failed call, as in `create: too many requests (HTTP 429) (after 3 attempts)`. */
export const describeFailedCall = (
  { attempts, isCreated = false, message, operation, outcome }: FailedCall
): string => {
  const tried = attempts > 1 ? ` (after ${attempts} attempts)` : ""
  // Messages are copied and sent on, and the secret is not: so this is about the error that the call failed with.
  if (isCreated) {
    return `${operation}: ${message}${tried}; a key was created: \`revealCreatedKey()\` of the original error returns it`
  }
  const doubt = outcome === "Unknown" && changes.has(operation) ? "; the change may have been made" : ""
  return `${operation}: ${message}${tried}${doubt}`
}

/** Whether a call that failed for a passing reason may be repeated: a second `create` may make a second key. */
export const safeToRepeat = (operation: OperationName, outcome: Outcome, isTransient: boolean): boolean =>
  isTransient && (operation !== "create" || outcome !== "Unknown")
