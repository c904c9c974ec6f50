/** What holds for every API, over the other transports of Effect 4. */
import { contract } from "../../core/test/suites/contract.js"
import { hostileResponses } from "../../core/test/suites/hostileResponses.js"
import { plainErrors } from "../../core/test/suites/plainErrors.js"
import { tolerantResponses } from "../../core/test/suites/tolerantResponses.js"
import { httpClientLane, undiciClientLane, undiciLane } from "./support/lane.js"

for (const lane of [httpClientLane, undiciClientLane, undiciLane]) {
  contract(lane)
  hostileResponses(lane, "part")
  tolerantResponses(lane)
}

plainErrors(httpClientLane)
