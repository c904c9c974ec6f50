/** Responses that differ from the contract, over the API of Effect 4. */
import { tolerantResponses } from "../../core/test/suites/tolerantResponses.js"
import { lane } from "./support/lane.js"

tolerantResponses(lane)
