/** Calls with which nothing can be sent, over the Effect API. */
import { coreClient } from "./suites/coreClient.js"
import { neverSent } from "./suites/neverSent.js"

neverSent(coreClient)
