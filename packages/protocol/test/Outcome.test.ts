import { combineOutcomes, type Outcome, outcomeOf } from "@openrouter-keys/protocol/Outcome"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { connection, input, status, timeout, undecodable } from "./failures.js"

describe("the outcome of one attempt", () => {
  it.each([
    ["303 See Other", status(303), "Unknown"],
    ["another redirect (301)", status(301), "Rejected"],
    ["another redirect (307)", status(307), "Rejected"],
    ["another redirect (399)", status(399), "Rejected"],
    ["408 Request Timeout", status(408), "Unknown"],
    ["another 4XX (400)", status(400), "Rejected"],
    ["another 4XX (404)", status(404), "Rejected"],
    ["another 4XX (429)", status(429, 1000), "Rejected"],
    ["another 4XX (499)", status(499), "Rejected"],
    ["any other status (0, an opaque redirect)", status(0), "Unknown"],
    ["any other status (202)", status(202), "Unknown"],
    ["any other status (300)", status(300), "Unknown"],
    ["any other status (500)", status(500), "Unknown"],
    ["any other status (503 with Retry-After)", status(503, 1000), "Unknown"],
    ["invalid input", input, "NotSent"],
    ["a connection that was never made", connection({ sent: false }), "NotSent"],
    ["a connection that was lost", connection({ sent: true }), "Unknown"],
    ["a timeout before anything was sent", timeout(false), "NotSent"],
    ["a timeout", timeout(true), "Unknown"],
    ["a body that cannot be decoded", undecodable, "Unknown"]
  ])("%s", (_, failure, outcome) => {
    expect(outcomeOf(failure)).toBe(outcome)
  })
})

describe("the outcome of two attempts", () => {
  it.each<[Outcome, Outcome, Outcome]>([
    ["NotSent", "NotSent", "NotSent"],
    ["NotSent", "Rejected", "Rejected"],
    ["NotSent", "Unknown", "Unknown"],
    ["Rejected", "Rejected", "Rejected"],
    ["Rejected", "Unknown", "Unknown"],
    ["Unknown", "Unknown", "Unknown"]
  ])("%s and %s: %s", (a, b, both) => {
    expect(combineOutcomes(a, b)).toBe(both)
    expect(combineOutcomes(b, a)).toBe(both)
  })

  it("does not depend on the order of attempts", () => {
    const outcome = fc.constantFrom<Outcome>("NotSent", "Rejected", "Unknown")
    fc.assert(fc.property(outcome, outcome, outcome, (a, b, c) => {
      expect(combineOutcomes(combineOutcomes(a, b), c)).toBe(combineOutcomes(a, combineOutcomes(b, c)))
    }))
  })
})
