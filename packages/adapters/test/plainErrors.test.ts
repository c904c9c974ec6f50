/** Errors are plain, over the Promise APIs. */
import { plainErrors } from "../../core/test/suites/plainErrors.js"
import { lanes } from "./support/lanes.js"

for (const lane of lanes) plainErrors(lane)
