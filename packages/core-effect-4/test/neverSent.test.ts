/** Calls with which nothing can be sent, over the API of Effect 4. */
import { neverSent } from "../../core/test/suites/neverSent.js"
import { lane } from "./support/lane.js"

neverSent(lane)
