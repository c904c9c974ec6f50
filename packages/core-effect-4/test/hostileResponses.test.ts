/** Responses made to break the code that reads them, over the API of Effect 4. */
import { hostileResponses } from "../../core/test/suites/hostileResponses.js"
import { lane } from "./support/lane.js"

hostileResponses(lane, "few")
