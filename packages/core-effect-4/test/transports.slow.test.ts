/** Odd and hostile responses, over the other transports of Effect 4. */
import { hostileResponses } from "../../core/test/suites/hostileResponses.js"
import { tolerantResponses } from "../../core/test/suites/tolerantResponses.js"
import { httpClientLane, undiciClientLane, undiciLane } from "./support/lane.js"

for (const lane of [httpClientLane, undiciClientLane, undiciLane]) {
  hostileResponses(lane, "part")
  tolerantResponses(lane)
}
