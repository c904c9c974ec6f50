/** A wall clock that is set during a call, over the Promise APIs. */
import { clockSuite } from "../../core/test/suites/clock.js"
import { promises } from "./support/clients.js"

clockSuite(promises)
