/** Compressed responses, over the Effect API. */
import { compressed } from "./suites/compressed.js"
import { fiberClients } from "./suites/coreClient.js"

for (const client of fiberClients) compressed(client)
