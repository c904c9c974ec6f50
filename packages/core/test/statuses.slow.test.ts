/** Every status there is, over the Effect API. */
import { fiberClients } from "./suites/coreClient.js"
import { allStatuses, statusesSuite } from "./suites/statuses.js"

for (const client of fiberClients.filter(({ name }) => /over fetch|undici's pool/.test(name))) {
  statusesSuite(client, allStatuses)
}
