/** Retries, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { retries } from "./suites/retries.js"

retries(coreLane)
