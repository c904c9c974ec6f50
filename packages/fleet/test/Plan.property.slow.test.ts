import { describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { finishes } from "./suites/planApply.js"

describe("Plan.apply, after random failures", () => {
  it("is finished by the next plan; a third plan is empty, and keys out of scope never change", async () => {
    await fc.assert(finishes(), { numRuns: 250 })
  }, 600_000)
})
