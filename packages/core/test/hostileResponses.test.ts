/** Responses made to break their reader, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { hostileResponses } from "./suites/hostileResponses.js"

hostileResponses(coreLane, "part")
