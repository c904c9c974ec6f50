/** A wall clock that is set during a call, over the Effect API. */
import { coreLane } from "./suites/coreLane.js"
import { clockSuite } from "./suites/clock.js"

clockSuite(coreLane)
