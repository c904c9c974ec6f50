/** Options that travel in headers, over the API of Effect 4. */
import { attribution } from "../../core/test/suites/attribution.js"
import { client } from "./support/client.js"

attribution(client)
