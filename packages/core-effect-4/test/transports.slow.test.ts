/** Odd and hostile responses, over the other transports of Effect 4. */
import { hostileResponses } from "../../core/test/suites/hostileResponses.js"
import { tolerantResponses } from "../../core/test/suites/tolerantResponses.js"
import { engineOverUndici, overFetchHttpClient, overUndiciClient } from "./support/client.js"

for (const client of [overFetchHttpClient, overUndiciClient, engineOverUndici]) {
  hostileResponses(client, "part")
  tolerantResponses(client)
}
