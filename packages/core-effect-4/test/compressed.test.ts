/** Compressed responses, over the API of Effect 4. */
import { compressed } from "../../core/test/suites/compressed.js"
import { fiberClients } from "./support/client.js"

for (const client of fiberClients) compressed(client)
