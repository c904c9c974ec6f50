/** Every status there is, over the API of Effect 4. */
import { allStatuses, statusesSuite } from "../../core/test/suites/statuses.js"
import { fiberClients } from "./support/client.js"

for (const client of fiberClients) statusesSuite(client, allStatuses)
