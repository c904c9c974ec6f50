/** A wall clock that is set during a call, over the Effect API. */
import { clockSuite } from "./suites/clock.js"
import { coreClient } from "./suites/coreClient.js"

clockSuite(coreClient)
