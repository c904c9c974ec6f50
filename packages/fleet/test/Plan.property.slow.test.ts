import { describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { finishes } from "./suites/planApply.js"

describe("Plan.apply, whatever happens", () => {
  it("is finished by planning again; a third plan finds nothing, and nothing out of scope is touched", async () => {
    await fc.assert(finishes(), { numRuns: 250 })
  }, 600_000)
})
