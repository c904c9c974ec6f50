/** What holds for every API, over the other transports of Effect 4. */
import { contract } from "../../core/test/suites/contract.js"
import { plainErrors } from "../../core/test/suites/plainErrors.js"
import { httpClientLane, undiciClientLane, undiciLane } from "./support/lane.js"

for (const lane of [httpClientLane, undiciClientLane, undiciLane]) contract(lane)

plainErrors(httpClientLane)
