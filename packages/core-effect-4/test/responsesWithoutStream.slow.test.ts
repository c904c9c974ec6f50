/** Responses of other fetch functions, over the API of Effect 4. */
import { brokenText, responsesWithoutStream } from "../../core/test/suites/responsesWithoutStream.js"
import { lane } from "./support/lane.js"

responsesWithoutStream(lane)
brokenText(lane)
