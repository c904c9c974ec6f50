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

describe("a rotation, whatever fails, is killed or is changed by other people", () => {
  it(
    "ends done or stopped with a reason, and no key, secret, limit or restriction is lost",
    () => fc.assert(fc.asyncProperty(scenario, run), { numRuns: 6, examples: [[notFoundOnce]] }),
    120_000
  )
})
