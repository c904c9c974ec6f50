/**
 * Whether a failed call made its change: the rules behind `outcome` of every error.
 *
 * @module
 */
import type { Failure } from "./Failure.js"
import type { Outcome } from "./OpenRouterError.js"

export type { Outcome } from "./OpenRouterError.js"

/** A row of the table: the first one that matches a status decides. */
interface StatusRule {
  readonly name: string
  readonly matches: (status: number) => boolean
  readonly outcome: Outcome
}

/** Statuses that are no success. A 503 is `Unknown` even with `Retry-After`: a gateway may have passed the request on. */
const statusRules: ReadonlyArray<StatusRule> = [
  // A server that points to the result has processed the request; the other redirects ask to try elsewhere.
  { name: "303 See Other", matches: (status) => status === 303, outcome: "Unknown" },
  { name: "another redirect", matches: (status) => status > 300 && status < 400, outcome: "Rejected" },
  { name: "408 Request Timeout", matches: (status) => status === 408, outcome: "Unknown" },
  { name: "another 4XX", matches: (status) => status >= 400 && status < 500, outcome: "Rejected" },
  { name: "any other status", matches: () => true, outcome: "Unknown" }
]

/** What one failed attempt says about the change. */
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

/** What two attempts together say about the change: the less certain outcome. */
export const combineOutcomes = (a: Outcome, b: Outcome): Outcome => outcomeRank[a] >= outcomeRank[b] ? a : b
