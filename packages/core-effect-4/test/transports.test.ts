/** What holds for every API, over the other transports of Effect 4. */
import { contract } from "../../core/test/suites/contract.js"
import { plainErrors } from "../../core/test/suites/plainErrors.js"
import { engineOverUndici, overFetchHttpClient, overUndiciClient } from "./support/client.js"

for (const client of [overFetchHttpClient, overUndiciClient, engineOverUndici]) contract(client)

plainErrors(overFetchHttpClient)
