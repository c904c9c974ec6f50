/** The contract's later additions, over the Promise APIs. */
import { contract } from "../../core/test/suites/contract.js"
import { lanes } from "./support/lanes.js"

for (const lane of lanes) contract(lane)
