/** Options that travel in headers, over the Promise APIs. */
import { attribution } from "../../core/test/suites/attribution.js"
import { lanes } from "./support/lanes.js"

for (const lane of lanes) attribution(lane)
