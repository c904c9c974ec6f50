/** Responses of other fetch functions, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { brokenText, responsesWithoutStream } from "./suites/responsesWithoutStream.js"

responsesWithoutStream(coreLane)
brokenText(coreLane)
