/** Calls with which nothing can be sent, over the Promise APIs. */
import { neverSent } from "../../core/test/suites/neverSent.js"
import { clients } from "./support/clients.js"

for (const client of clients) neverSent(client)
