/** Responses that are made to break whoever reads them, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { hostileResponses } from "./suites/hostileResponses.js"

hostileResponses(coreLane, "all")
