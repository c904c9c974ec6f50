/** Responses that differ from the contract, over the Promise APIs. */
import { tolerantResponses } from "../../core/test/suites/tolerantResponses.js"
import { lanes } from "./support/lanes.js"

for (const lane of lanes) tolerantResponses(lane)
