/** Responses of other fetch functions, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { brokenText, responsesWithoutStream } from "./suites/responsesWithoutStream.js"

responsesWithoutStream(coreClient)
brokenText(coreClient)
