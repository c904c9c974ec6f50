/** Responses that differ from the contract, over the API of Effect 4. */
import { tolerantResponses } from "../../core/test/suites/tolerantResponses.js"
import { client } from "./support/client.js"

tolerantResponses(client)
