/** Responses made to break their reader, over the Promise APIs. */
import { hostileResponses } from "../../core/test/suites/hostileResponses.js"
import { functions, promises } from "./support/lanes.js"

for (const lane of [promises, functions]) hostileResponses(lane, "all")
