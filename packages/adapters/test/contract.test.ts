/** The contract's later additions, over the Promise APIs. */
import { contract } from "../../core/test/suites/contract.js"
import { clients } from "./support/clients.js"

for (const client of clients) contract(client)
