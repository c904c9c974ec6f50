/** Responses that differ from the contract, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { tolerantResponses } from "./suites/tolerantResponses.js"

tolerantResponses(coreClient)
