/** Random requests and options, over the Promise APIs. */
import { randomInput } from "../../core/test/suites/randomInput.js"
import { lanes } from "./support/lanes.js"

for (const lane of lanes) randomInput(lane)
