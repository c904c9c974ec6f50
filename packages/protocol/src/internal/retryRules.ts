/** The retry table: which failed requests may be retried. */
import type { Failure } from "../Failure.js"
import type { Method } from "../Operation.js"
import type { RetryPolicy } from "../RetryPolicy.js"

const matchesStatus = ({ statusCodes }: RetryPolicy, status: number): boolean =>
  statusCodes.some((pattern) =>
    typeof pattern === "number" ? pattern === status : Number(pattern[0]) === Math.floor(status / 100)
  )

/** A row of the table. The first one that matches a failure applies. */
interface RetryRule {
  readonly matches: (failure: Failure) => boolean
  /** GET, PATCH and DELETE. */
  readonly idempotent: (policy: RetryPolicy, status: number) => boolean
  /** A POST creates another key each time it is processed. */
  readonly post: (policy: RetryPolicy, status: number) => boolean
}

const never = (): boolean => false
const onConnectionErrors = (policy: RetryPolicy): boolean => policy.retryConnectionErrors
const isStatus = (failure: Failure, status?: number): boolean =>
  failure._tag === "Status" && (status === undefined || failure.response.status === status)
const isLost = (failure: Failure): boolean => failure._tag === "Connection" || failure._tag === "Timeout"

const retryRules: ReadonlyArray<RetryRule> = [
  // The caller's own function failed.
  {
    matches: (failure) => failure._tag === "Connection" && !failure.isNetwork,
    idempotent: never,
    post: never
  },
  // Never sent.
  {
    matches: (failure) => (failure._tag === "Connection" || failure._tag === "Timeout") && !failure.sent,
    idempotent: onConnectionErrors,
    post: onConnectionErrors
  },
  // Connection lost or timed out.
  { matches: isLost, idempotent: onConnectionErrors, post: never },
  { matches: (failure) => isStatus(failure, 429), idempotent: matchesStatus, post: matchesStatus },
  // 503 with Retry-After.
  {
    matches: (failure) => isStatus(failure, 503) && retryAfterOf(failure) !== null,
    idempotent: matchesStatus,
    post: (policy) => policy.statusCodes.includes(503)
  },
  // Any other status.
  { matches: (failure) => isStatus(failure), idempotent: matchesStatus, post: never },
  // Invalid input, or a body that cannot be decoded: that change was applied.
  { matches: () => true, idempotent: never, post: never }
]

/** How long the service asks to wait, in milliseconds. */
export const retryAfterOf = (failure: Failure): number | null => failure._tag === "Status" ? failure.retryAfterMs : null

/** Whether a policy retries a request that failed like this. */
export const shouldRetry = (policy: RetryPolicy, method: Method, failure: Failure): boolean => {
  const rule = retryRules.find(({ matches }) => matches(failure))!
  const status = failure._tag === "Status" ? failure.response.status : 0
  return (method === "POST" ? rule.post : rule.idempotent)(policy, status)
}
