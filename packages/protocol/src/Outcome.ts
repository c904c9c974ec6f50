/**
 * The rules for `outcome`: whether a failed call made its change.
 *
 * @module
 */
import type { Failure } from "./Failure.js"
import type { Outcome } from "./OpenRouterError.js"

export type { Outcome } from "./OpenRouterError.js"

/** A row of the table. The first one that matches a status applies. */
interface StatusRule {
  readonly matches: (status: number) => boolean
  readonly outcome: Outcome
}

/** Error statuses. A 503 is `Unknown` even with `Retry-After`, because a gateway may have forwarded the request. */
const statusRules: ReadonlyArray<StatusRule> = [
  // 303 See Other points to the result, so the request was processed. Other redirects ask to try elsewhere.
  { matches: (status) => status === 303, outcome: "Unknown" },
  { matches: (status) => status > 300 && status < 400, outcome: "Rejected" },
  // 408 Request Timeout, and another 4XX.
  { matches: (status) => status === 408, outcome: "Unknown" },
  { matches: (status) => status >= 400 && status < 500, outcome: "Rejected" },
  // Any other status.
  { matches: () => true, outcome: "Unknown" }
]

/** The outcome of one failed attempt. */
export const outcomeOf = (failure: Failure): Outcome => {
  switch (failure._tag) {
    case "Input":
      return "NotSent"
    case "Connection":
    case "Timeout":
      return failure.sent ? "Unknown" : "NotSent"
    case "Status":
      return statusRules.find(({ matches }) => matches(failure.response.status))!.outcome
    case "Body":
      return "Unknown"
  }
}

const outcomeRank: { readonly [O in Outcome]: number } = { NotSent: 0, Rejected: 1, Unknown: 2 }

/** The outcome of two attempts together: the less certain one. */
export const combineOutcomes = (a: Outcome, b: Outcome): Outcome => outcomeRank[a] >= outcomeRank[b] ? a : b
