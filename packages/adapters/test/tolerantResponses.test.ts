/** Responses that differ from the contract, over the Promise APIs. */
import { tolerantResponses } from "../../core/test/suites/tolerantResponses.js"
import { clients } from "./support/clients.js"

for (const client of clients) tolerantResponses(client)
