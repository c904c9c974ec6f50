/** Errors are plain, over the Promise APIs. */
import { plainErrors } from "../../core/test/suites/plainErrors.js"
import { clients } from "./support/clients.js"

for (const client of clients) plainErrors(client)
