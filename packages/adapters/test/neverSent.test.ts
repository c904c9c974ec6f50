/** Calls with which nothing can be sent, over the Promise APIs. */
import { neverSent } from "../../core/test/suites/neverSent.js"
import { lanes } from "./support/lanes.js"

for (const lane of lanes) neverSent(lane)
