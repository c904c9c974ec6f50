/** Options that travel in headers, over the Promise APIs. */
import { attribution } from "../../core/test/suites/attribution.js"
import { clients } from "./support/clients.js"

for (const client of clients) attribution(client)
