/** Calls with which nothing can be sent, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { neverSent } from "./suites/neverSent.js"

neverSent(coreLane)
