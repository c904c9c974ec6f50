/** Options that travel in headers, over the Effect API. */
import { attribution } from "./suites/attribution.js"
import { coreClient } from "./suites/coreClient.js"

attribution(coreClient)
