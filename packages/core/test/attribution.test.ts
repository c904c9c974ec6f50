/** Options that travel in headers, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { attribution } from "./suites/attribution.js"

attribution(coreLane)
