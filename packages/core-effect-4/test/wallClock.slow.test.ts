/** A wall clock that is set during a call, over the API of Effect 4. */
import { clockSuite } from "../../core/test/suites/clock.js"
import { lane } from "./support/lane.js"

clockSuite(lane)
