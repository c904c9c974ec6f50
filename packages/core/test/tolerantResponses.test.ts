/** Responses that differ from the contract, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { tolerantResponses } from "./suites/tolerantResponses.js"

tolerantResponses(coreLane)
