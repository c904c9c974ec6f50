/** Responses made to break their reader, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { hostileResponses } from "./suites/hostileResponses.js"

hostileResponses(coreClient, "part")
