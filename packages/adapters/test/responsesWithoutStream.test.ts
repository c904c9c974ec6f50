/** Responses of other fetch functions, over the Promise APIs. */
import { brokenText, responsesWithoutStream } from "../../core/test/suites/responsesWithoutStream.js"
import { lanes, promises } from "./support/lanes.js"

for (const lane of lanes) responsesWithoutStream(lane)
brokenText(promises)
