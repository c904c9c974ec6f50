/** Options that travel in headers, over the Effect API. */
import { attribution } from "./suites/attribution.js"
import { coreLane } from "./suites/coreLane.js"

attribution(coreLane)
