/** Random requests and options, over the Promise APIs. */
import { randomInput } from "../../core/test/suites/randomInput.js"
import { clients } from "./support/clients.js"

for (const client of clients) randomInput(client)
