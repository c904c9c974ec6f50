import * as fc from "fast-check"
import { describe, it } from "vitest"
import { run, type Scenario, scenario } from "./support/incidents.js"

/** A key that is not found once is not gone: here the predecessor would lose its place in an allowlist. */
const notFoundOnce: Scenario = {
  limit: null,
  limitReset: "monthly",
  spent: 0,
  incidents: [
    { at: 11, kind: "fault", fault: { status: 500 } },
    { at: 24, kind: "fault", fault: { status: 404 } },
    { at: 27, kind: "fault", fault: { drop: "after" } }
  ],
  refusedPuts: [],
  confirms: 0,
  cancelAt: null
}

/** The predecessor's disabling is not found once: it must not stay enabled beside a successor of its name. */
const disableNotFoundOnce = (at: number): Scenario => ({
  ...notFoundOnce,
  incidents: [{ at, kind: "fault", fault: { status: 404, operation: "update" } }]
})

/** Requests of a rotation without incidents; the predecessor is disabled at one of the last. */
const lateRequests = Array.from({ length: 12 }, (_, index) => 14 + index)

describe("a rotation, after random failures, kills and changes by other people", () => {
  it(
    "ends done or stopped with a reason, and no key, secret, limit or restriction is lost",
    () =>
      fc.assert(fc.asyncProperty(scenario, run), {
        numRuns: 6 + lateRequests.length,
        examples: [notFoundOnce, ...lateRequests.map(disableNotFoundOnce)].map((each) => [each])
      }),
    120_000
  )
})
