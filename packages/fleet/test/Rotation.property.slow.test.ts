import * as fc from "fast-check"
import { describe, it } from "vitest"
import { run, scenario } from "./support/incidents.js"

describe("a rotation, after random failures, kills and changes by other people", () => {
  it(
    "ends done or stopped with a reason, and no key, secret, limit or restriction is lost",
    () => fc.assert(fc.asyncProperty(scenario, run), { numRuns: 100 }),
    1_200_000
  )
})
